using System.Buffers;
using System.Buffers.Text;

namespace Transcribe.JsonTranscoding.Inline;

/// <summary>
/// Decodes Base64 piece by piece: standard or URL-safe, with or without padding. The result grows with what has arrived, so a caller cannot
/// reserve memory by declaring a length.
/// </summary>
internal sealed class Base64Decoder
{
    private const int FirstCapacity = 4096;
    private const string DataUri = "data:";

    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\n"u8);

    // Whole groups of four digits, so that only the end needs padding.
    private readonly byte[] _digits = new byte[4096];
    private byte[] _decoded = [];
    private int _length;
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
    /// <exception cref="FormatException">The value is not Base64. The message is for the caller.</exception>
    public ReadOnlyMemory<byte> Finish()
    {
        if (_waiting > 0)
        {
            while (_waiting % 4 != 0)
                _digits[_waiting++] = (byte)'=';
            Decode();
        }
        return _error is null ? _decoded.AsMemory(0, _length) : throw new FormatException(_error);
    }

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
        if (_length == 0 && digits.StartsWith("data:"u8))
        {
            _error = $"`content` takes the Base64 of the audio alone, without the beginning of a `{DataUri}` URI";
            return;
        }
        digits.Replace((byte)'-', (byte)'+');
        digits.Replace((byte)'_', (byte)'/');
        Reserve(_waiting / 4 * 3);
        if (Base64.DecodeFromUtf8(digits, _decoded.AsSpan(_length), out _, out var written) != OperationStatus.Done)
            _error = "`content` is not Base64";
        (_length, _waiting) = (_length + written, 0);
    }

    private void Reserve(int more)
    {
        var needed = _length + more;
        if (needed <= _decoded.Length)
            return;
        Array.Resize(ref _decoded, (int)Math.Min(Math.Max(2L * _decoded.Length, Math.Max(FirstCapacity, needed)), Array.MaxLength));
    }
}
