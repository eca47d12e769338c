namespace Transcribe.Whisper.Vocabulary;

/// <summary>
/// GPT-2's reversible encoding of bytes as printable characters (openai/gpt-2, encoder.py, <c>bytes_to_unicode</c>): printable Latin-1
/// stands for itself, the other 68 bytes are mapped in order to U+0100 and up.
/// </summary>
internal static class ByteLevelAlphabet
{
    private static readonly Dictionary<char, byte> ByteOf = Build();

    /// <summary>The bytes of a token; null if it holds a character outside the alphabet.</summary>
    public static byte[]? Bytes(string token)
    {
        var bytes = new byte[token.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!ByteOf.TryGetValue(token[i], out bytes[i]))
                return null;
        }
        return bytes;
    }

    private static Dictionary<char, byte> Build()
    {
        var alphabet = new Dictionary<char, byte>(256);
        var next = '\u0100';
        for (var value = 0; value < 256; value++)
            alphabet[IsPrintable(value) ? (char)value : next++] = (byte)value;
        return alphabet;
    }

    private static bool IsPrintable(int value) => value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
}
