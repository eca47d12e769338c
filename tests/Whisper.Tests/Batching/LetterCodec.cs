using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper.Tests.Batching;

/// <summary>Tokens 0 to 9 are "a" to "j"; all others are not text.</summary>
internal sealed class LetterCodec : ITextCodec
{
    public int[] Encode(string text) => [.. text.Where(char.IsAsciiLetterLower).Select(letter => letter - 'a')];

    public string Decode(IEnumerable<int> ids) => new([.. ids.Where(id => id < 10).Select(id => (char)('a' + id))]);

    public byte[] Bytes(int id) => id < 10 ? [(byte)('a' + id)] : [];
}
