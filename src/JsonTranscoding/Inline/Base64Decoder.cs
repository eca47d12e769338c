using System.Buffers;
using System.Buffers.Text;
using Google.Protobuf;
using Transcribe.Core;

namespace Transcribe.JsonTranscoding.Inline;

/// <summary>Decodes Base64 piece by piece: standard or URL-safe, with or without padding.</summary>
/// <param name="decoded">Receives the bytes.</param>
internal sealed class Base64Decoder(DecodedBytes decoded) : IDisposable
{
    private const int DigitsAtOnce = 16 * 1024;
    private const string DataUri = "data:";

    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\n"u8);

    // Whole groups of four digits, so that only the end needs padding.
    private readonly byte[] _digits = new byte[DigitsAtOnce];
    private readonly byte[] _bytes = new byte[DigitsAtOnce / 4 * 3];
    private int _waiting;
    private string? _error;

    /// <summary>Takes the next digits. Blanks between them, such as line breaks, do not count.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAny(Blanks) is >= 0 and var blank)
        {
            AddDigits(text[..blank]);
            text = text[(blank + 1)..];
        }
        AddDigits(text);
    }

    /// <summary>Ends the value.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.SpoolUnavailable"/>.</exception>
    public void End()
    {
        if (_waiting > 0)
        {
            while (_waiting % 4 != 0)
                _digits[_waiting++] = (byte)'=';
            Decode();
        }
        decoded.End();
    }

    /// <summary>Ends the value, if it has not ended, and returns the bytes.</summary>
    /// <exception cref="FormatException">The value is not Base64. The message is for the caller.</exception>
    public ByteString Finish()
    {
        End();
        return _error is null ? decoded.Finish() : throw new FormatException(_error);
    }

    /// <summary>Removes the bytes.</summary>
    public void Dispose() => decoded.Dispose();

    private void AddDigits(ReadOnlySpan<byte> digits)
    {
        while (_error is null && digits.Length > 0)
        {
            var taken = Math.Min(digits.Length, _digits.Length - _waiting);
            digits[..taken].CopyTo(_digits.AsSpan(_waiting));
            _waiting += taken;
            digits = digits[taken..];
            if (_waiting == _digits.Length)
                Decode();
        }
    }

    private void Decode()
    {
        var digits = _digits.AsSpan(0, _waiting);
        if (decoded.IsEmpty && digits.StartsWith("data:"u8))
        {
            _error = $"`content` takes the Base64 of the audio alone, without the beginning of a `{DataUri}` URI";
            return;
        }
        digits.Replace((byte)'-', (byte)'+');
        digits.Replace((byte)'_', (byte)'/');
        if (Base64.DecodeFromUtf8(digits, _bytes, out _, out var written) != OperationStatus.Done)
            _error = "`content` is not Base64";
        decoded.Append(_bytes.AsSpan(0, written));
        _waiting = 0;
    }
}
