using Transcribe.Engine.Generation;
using Transcribe.Engine.Live.Agreement;
using Transcribe.Engine.Tests.Generation;

namespace Transcribe.Engine.Tests.Live;

public sealed class LocalAgreementTests
{
    private const int EndOfText = 10;
    private const int Begin = 20;
    private const int Later = 25;

    // 0 " one", 1 " two", 2 " thir", 3 "teen", 4 ",", 5 " four"
    private readonly LocalAgreement _agreement = new(new PieceCodec(" one", " two", " thir", "teen", ",", " four"), EndOfText);

    [Fact]
    public void Add_Once_SettlesNothing()
    {
        Add(Begin, 0, 1, 5);

        Assert.Empty(_agreement.Stable);
        Assert.Null(_agreement.Language);
    }

    [Fact]
    public void Add_TwoThatAgree_SettleAllButTheLastWord()
    {
        Add(Begin, 0, 1);
        Add(Begin, 0, 1);

        Assert.Equal([Begin, 0], Stable);
        Assert.Equal("one", _agreement.Text(_agreement.Stable));
        Assert.Equal("en", _agreement.Language);
    }

    [Fact]
    public void Add_TwoThatAgreeBeforeAPause_SettleTheLastWordToo()
    {
        Add(Begin, 0, 1);
        _agreement.Add(Tokens(Begin, 0, 1), "en", endsInPause: true);

        Assert.Equal([Begin, 0, 1], Stable);
    }

    [Fact]
    public void Add_TwoThatDifferInAWord_SettleWhatIsBeforeIt()
    {
        Add(Begin, 0, 1, 5);
        Add(Begin, 0, 5, 5);

        Assert.Equal([Begin, 0], Stable);
    }

    [Fact]
    public void Add_AgreementInTheMiddleOfAWord_WaitsForTheWord()
    {
        Add(Begin, 0, 2);
        Add(Begin, 0, 2, 3, 5);
        Assert.Equal([Begin, 0], Stable);

        Add(Begin, 0, 2, 3, 5);
        Assert.Equal([Begin, 0, 2, 3], Stable);
    }

    [Fact]
    public void Add_MarkAtTheEnd_WaitsWithItsWord()
    {
        Add(Begin, 0, 4);
        Add(Begin, 0, 4);
        Assert.Empty(_agreement.Stable);

        Add(Begin, 0, 4, 1);
        Assert.Equal([Begin, 0, 4], Stable);
    }

    [Fact]
    public void Add_TimestampsDiffer_TextAgreesAllTheSame()
    {
        Add(Begin, 0, Later, Later, 1, 5);
        Add(Begin, 0, Later + 1, Later + 1, 1, 5, 0);

        Assert.Equal([Begin, 0, Later + 1, Later + 1, 1, 5], Stable);
        Assert.Equal("one two four", _agreement.Text(_agreement.Stable));
    }

    [Fact]
    public void Add_LanguageWithoutSpaces_SettlesCharacters()
    {
        var agreement = new LocalAgreement(new PieceCodec("你", "好", "吗"), EndOfText);
        agreement.Add(Tokens(0, 1), "zh", endsInPause: false);
        agreement.Add(Tokens(0, 1, 2), "zh", endsInPause: false);

        Assert.Equal([0, 1], agreement.Stable.Select(token => token.Id));
    }

    [Fact]
    public void Reset_AfterAnUtterance_ForgetsIt()
    {
        Add(Begin, 0, 1);
        Add(Begin, 0, 1);
        _agreement.Reset();
        Add(Begin, 0, 1);

        Assert.Empty(_agreement.Stable);
    }

    private IEnumerable<int> Stable => _agreement.Stable.Select(token => token.Id);

    private void Add(params int[] ids) => _agreement.Add(Tokens(ids), "en", endsInPause: false);

    private static GeneratedToken[] Tokens(params int[] ids) => [.. ids.Select(id => new GeneratedToken(id, 0))];
}
