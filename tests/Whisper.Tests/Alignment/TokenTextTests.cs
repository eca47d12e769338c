using Transcribe.Whisper.Alignment;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Tests.Generation;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper.Tests.Alignment;

public sealed class TokenTextTests
{
    private const int EndOfText = 10;
    private const int Begin = 20;
    private const int Later = 25;

    // The ids are 0 " one", 1 " two", 2 " thir", 3 "teen", 4 ",", 5 " four".
    private static readonly ITextCodec English = new PieceCodec(" one", " two", " thir", "teen", ",", " four");

    [Fact]
    public void Words_OfTokens_HaveTheirPiecesAndMarks() =>
        Assert.Equal([" one,", " thirteen", " four"], Text(Begin, 0, 4, 2, 3, 5, Later).Words);

    [Fact]
    public void Words_LanguageWithoutSpaces_AreCharacters() =>
        Assert.Equal(["你", "好", "吗"], new TokenText(Tokens(0, 1, 2), "zh", new PieceCodec("你", "好", "吗"), EndOfText).Words);

    [Fact]
    public void Words_NoText_AreNone()
    {
        Assert.Empty(Text(Begin, Later).Words);
        Assert.Equal("", Text(Begin, Later).Beginning(0));
    }

    [Fact]
    public void Beginning_OverSeveralSegments_JoinsThemByOneSpace() =>
        Assert.Equal("one two four", Text(Begin, 0, Later, Later, 1, 5, 0).Beginning(3));

    [Fact]
    public void Beginning_OverSegmentsOfALanguageWithoutSpaces_JoinsThemDirectly() =>
        Assert.Equal(
            "你好吗",
            new TokenText(Tokens(Begin, 0, 1, Later, Later, 2), "zh", new PieceCodec("你", "好", "吗"), EndOfText).Beginning(3));

    [Fact]
    public void Keep_SomeWords_HoldsTheirTokensWithTheTimestampsBetween()
    {
        var kept = Assert.IsType<TokenContinuation>(Text(Begin, 0, Later, Later + 1, 1, 5, 0).Keep(2));

        Assert.Equal([Begin, 0, Later, Later + 1, 1], kept.Tokens.Select(token => token.Id));
        Assert.Equal("en", kept.Language);
    }

    [Fact]
    public void Keep_WordWithAMark_HoldsBoth() =>
        Assert.Equal([Begin, 0, 4], Assert.IsType<TokenContinuation>(Text(Begin, 0, 4, 1).Keep(1)).Tokens.Select(token => token.Id));

    private static TokenText Text(params int[] ids) => new(Tokens(ids), "en", English, EndOfText);

    private static GeneratedToken[] Tokens(params int[] ids) => [.. ids.Select(id => new GeneratedToken(id, 0))];
}
