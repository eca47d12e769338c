using Transcribe.Transcription.Live;

namespace Transcribe.Transcription.Tests.Live;

public sealed class LocalAgreementTests
{
    private readonly LocalAgreement _agreement = new();

    [Fact]
    public void Add_Once_SettlesNothing()
    {
        Assert.False(Add(" one", " two", " four"));

        Assert.Null(_agreement.Beginning);
        Assert.Equal("", _agreement.Text);
    }

    [Fact]
    public void Add_TwoThatAgree_SettleAllButTheLastWord()
    {
        Add(" one", " two");

        Assert.True(Add(" one", " two"));
        Assert.Equal([" one"], Stable);
        Assert.Equal("one", _agreement.Text);
        Assert.Equal("en", _agreement.Beginning!.Language);
    }

    [Fact]
    public void Add_TwoThatAgreeBeforeAPause_SettleTheLastWordToo()
    {
        Add(" one", " two");
        _agreement.Add(new SpokenText(" one", " two"), endsInPause: true);

        Assert.Equal([" one", " two"], Stable);
    }

    [Fact]
    public void Add_TwoThatDifferInAWord_SettleWhatIsBeforeIt()
    {
        Add(" one", " two", " four");
        Add(" one", " four", " four");

        Assert.Equal([" one"], Stable);
    }

    [Fact]
    public void Add_WordThatGrows_WaitsUntilItIsComplete()
    {
        Add(" one", " thir");
        Add(" one", " thirteen", " four");
        Assert.Equal([" one"], Stable);

        Add(" one", " thirteen", " four");
        Assert.Equal([" one", " thirteen"], Stable);
    }

    [Fact]
    public void Add_WordThatOnlyBeganLikeTheLastTranscripts_IsNotSettled()
    {
        Add(" one", " thirteen");
        Add(" one", " thir", " four");

        Assert.Equal([" one"], Stable);
    }

    [Fact]
    public void Add_FewerWordsAgree_KeepsWhatIsSettled()
    {
        Add(" one", " two", " four");
        Add(" one", " two", " four");

        Assert.False(Add(" one", " five"));
        Assert.Equal([" one", " two"], Stable);
    }

    [Fact]
    public void Reset_AfterAnUtterance_ForgetsIt()
    {
        Add(" one", " two");
        Add(" one", " two");
        _agreement.Reset();
        Add(" one", " two");

        Assert.Null(_agreement.Beginning);
        Assert.Equal(0, _agreement.Words);
    }

    private string[] Stable => ((SpokenBeginning)_agreement.Beginning!).Words;

    private bool Add(params string[] words) => _agreement.Add(new SpokenText(words), endsInPause: false);
}
