using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper.Tests.Batching;

/// <summary>Token 0 is "a", 1 is "b", and so on to 9; all others are no text.</summary>
internal sealed class LetterCodec : ITextCodec
{
    public int[] Encode(string text) => [.. text.Where(char.IsAsciiLetterLower).Select(letter => letter - 'a')];

    public string Decode(IEnumerable<int> ids) => new([.. ids.Where(id => id < 10).Select(id => (char)('a' + id))]);

    public byte[] Bytes(int id) => id < 10 ? [(byte)('a' + id)] : [];
}
