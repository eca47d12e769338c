using System.Text;
using Transcribe.Engines.Words;

namespace Transcribe.Engines.Tests.Words;

public sealed class WordSplitterTests
{
    [Fact]
    public void Split_SpacedLanguage_JoinsPiecesUpToTheNextSpace() =>
        Assert.Equal(
            [(" Hello", 1), (" world", 2), (" it's", 2)], Split("en", Utf8(" Hello"), Utf8(" wor"), Utf8("ld"), Utf8(" it"), Utf8("'s")));

    [Fact]
    public void Split_Punctuation_StandsAlone() =>
        Assert.Equal([(" Yes", 1), (",", 1), (" no", 1), ("!", 1)], Split("en", Utf8(" Yes"), Utf8(","), Utf8(" no"), Utf8("!")));

    [Fact]
    public void Split_CharacterOverSeveralTokens_StaysWhole() =>
        Assert.Equal([(" caf\u00e9", 3)], Split("fr", Utf8(" caf"), [0xC3], [0xA9]));

    [Fact]
    public void Split_UnspacedLanguage_CutsBetweenCharacters() =>
        Assert.Equal([("你", 2), ("好", 1)], Split("zh", [0xE4, 0xBD], [0xA0], Utf8("好")));

    [Fact]
    public void Split_BrokenCharacter_IsAWordOfItsOwn() => Assert.Equal([("\uFFFD", 1), ("好", 1)], Split("zh", [0xE4, 0xBD], Utf8("好")));

    [Fact]
    public void Split_Nothing_HasNoWords() => Assert.Empty(Split("en"));

    private static IReadOnlyList<(string, int)> Split(string language, params byte[][] pieces) =>
        new WordSplitter(id => pieces[id]).Split([.. Enumerable.Range(0, pieces.Length)], language);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
