using System.Globalization;
using Grpc.Core;
using Transcribe.Core;

namespace Transcribe.JsonTranscoding.Inline;

/// <summary>
/// Copies a JSON body and replaces the string value of the member named <c>content</c> by a reference. The JSON parser of the transcoding
/// buffers a whole string before it decodes it, several times its size; here the audio is decoded while it arrives. Everything else,
/// broken JSON included, is copied as it is and left to the parser.
/// </summary>
/// <param name="content">Receives the value.</param>
/// <param name="rest">Receives the body without the value.</param>
internal sealed class ContentExtractor(InlineContent content, Stream rest)
{
    // Stands for a character that Base64 does not have.
    private const byte NoDigit = (byte)'?';

    private static readonly byte[] Name = "content"u8.ToArray();

    // The string that was read last, as far as it can be the name.
    private readonly byte[] _string = new byte[Name.Length + 1];
    private int _stringLength;

    private State _state;
    private Base64Decoder? _value;
    private readonly byte[] _escape = new byte[4];
    private int _escapeLength;

    private enum State
    {
        /// <summary>Outside of strings.</summary>
        Between,

        /// <summary>In a string that is copied.</summary>
        Copied,

        /// <summary>After a backslash in a string that is copied.</summary>
        CopiedEscape,

        /// <summary>After a string, which is a name if a colon follows.</summary>
        AfterString,

        /// <summary>After the name and its colon.</summary>
        BeforeValue,

        /// <summary>In the value.</summary>
        Value,

        /// <summary>After a backslash in the value.</summary>
        ValueEscape,

        /// <summary>In the four digits of <c>\u</c> in the value.</summary>
        ValueCode,
    }

    /// <summary>Takes the next bytes of the body.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: the body has more than one value.</exception>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.SpoolUnavailable"/>.</exception>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[(_state == State.Value ? AddDigits(bytes) : AddByte(bytes[0]))..];
    }

    // Most of the body: all digits up to the end of the value or an escape.
    private int AddDigits(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny((byte)'"', (byte)'\\');
        if (end != 0)
        {
            var digits = end < 0 ? bytes : bytes[..end];
            _value!.Add(digits);
            return digits.Length;
        }
        if (bytes[0] == '"')
            EndValue();
        else
            _state = State.ValueEscape;
        return 1;
    }

    private int AddByte(byte next)
    {
        if (_state < State.Value)
            rest.WriteByte(next);
        _state = _state switch
        {
            State.Between => next == '"' ? BeginString() : State.Between,
            State.Copied => next switch
            {
                (byte)'"' => State.AfterString,
                (byte)'\\' => Note(next, State.CopiedEscape),
                _ => Note(next, State.Copied),
            },
            State.CopiedEscape => Note(next, State.Copied),
            State.AfterString => IsBlank(next) ? State.AfterString
                : next == ':' && _string.AsSpan(0, _stringLength).SequenceEqual(Name) ? State.BeforeValue
                : next == '"' ? BeginString()
                : State.Between,
            State.BeforeValue => IsBlank(next) ? State.BeforeValue : next == '"' ? BeginValue() : State.Between,
            State.ValueEscape => Unescape(next),
            _ => AddCode(next),
        };
        return 1;
    }

    private State BeginString()
    {
        _stringLength = 0;
        return State.Copied;
    }

    private State Note(byte next, State then)
    {
        if (_stringLength < _string.Length)
            _string[_stringLength++] = next;
        return then;
    }

    private State BeginValue()
    {
        _value = content.Begin();
        rest.WriteByte(InlineContent.Mark);
        return State.Value;
    }

    private void EndValue()
    {
        _value!.End();
        rest.WriteByte((byte)'"');
        _state = State.Between;
    }

    // Some encoders escape the slash and the plus sign, and some break long lines.
    private State Unescape(byte next)
    {
        if (next == 'u')
        {
            _escapeLength = 0;
            return State.ValueCode;
        }
        _value!.Add([next switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            (byte)'/' => next,
            _ => NoDigit,
        }]);
        return State.Value;
    }

    private State AddCode(byte next)
    {
        _escape[_escapeLength++] = next;
        if (_escapeLength < _escape.Length)
            return State.ValueCode;
        // A character outside ASCII is no digit, and neither is the replacement.
        var known = int.TryParse(_escape, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && code < 128;
        _value!.Add([known ? (byte)code : NoDigit]);
        return State.Value;
    }

    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
