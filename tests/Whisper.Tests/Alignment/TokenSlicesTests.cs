using Transcribe.Whisper.Alignment;
using static Transcribe.Whisper.Tests.Generation.TinyModel;

namespace Transcribe.Whisper.Tests.Alignment;

public sealed class TokenSlicesTests
{
    private const int TwoSeconds = 32000;

    [Fact]
    public void Split_PairsAndALastTimestamp_CutsAtThePairs()
    {
        var split = Split(At(5), 1, 2, At(20), At(30), 4, At(60));
        Assert.Equal(["5-20: 1 2", "30-60: 4"], Texts(split));
        Assert.Null(split.ResumeAt);
    }

    [Fact]
    public void Split_UnfinishedSegmentAfterAPair_LeavesItToBeResumed()
    {
        var split = Split(At(5), 1, At(20), At(30), 4, 5);
        Assert.Equal(["5-20: 1"], Texts(split));
        Assert.Equal(20 * 320, split.ResumeAt);
    }

    [Fact]
    public void Split_EndsInAPair_ResumesThere()
    {
        var split = Split(At(0), 1, At(40), At(40));
        Assert.Equal(["0-40: 1"], Texts(split));
        Assert.Equal(40 * 320, split.ResumeAt);
    }

    [Fact]
    public void Split_LittleAudioLeftAfterThePair_KeepsTheUnfinishedSegment()
    {
        // 76 steps are 1.52 s, so less than half a second remains.
        var split = Split(At(0), 1, At(76), At(76), 2);
        Assert.Equal(["0-76: 1", "76-end: 2"], Texts(split));
        Assert.Null(split.ResumeAt);
    }

    [Fact]
    public void Split_HalfASecondLeftAfterThePair_Resumes() => Assert.Equal(75 * 320, Split(At(0), 1, At(75), At(75), 2).ResumeAt);

    [Fact]
    public void Split_PairAtTheStart_NeverResumesWithoutProgress()
    {
        var split = Split(At(0), At(0), 1);
        Assert.Null(split.ResumeAt);
        Assert.Equal(["0-0: ", "0-end: 1"], Texts(split));
    }

    [Fact]
    public void Split_CapAfterATimestamp_ResumesThere()
    {
        var transcript = Transcript(At(5), 1, 2, At(20)) with { Truncated = true };
        var split = TokenSlices.Split(transcript, FirstTimestamp, TwoSeconds);
        Assert.Equal(["5-20: 1 2"], Texts(split));
        Assert.Equal(20 * 320, split.ResumeAt);
    }

    [Fact]
    public void Split_NoLastTimestamp_ReachesToTheWindowsEnd() => Assert.Equal(["5-end: 1 2"], Texts(Split(At(5), 1, 2)));

    [Fact]
    public void Split_NoTimestampsAtAll_IsOneSegment() => Assert.Equal(["0-end: 1 2"], Texts(Split(1, 2)));

    [Fact]
    public void Split_NoTokens_HasNoText() => Assert.Equal(["0-end: "], Texts(Split()));

    private static TokenSlices Split(params int[] ids) => TokenSlices.Split(Transcript(ids), FirstTimestamp, TwoSeconds);

    private static IEnumerable<string> Texts(TokenSlices split) => split.Slices.Select(slice =>
    {
        var text = slice.Tokens.Select(token => token.Id).Where(id => id < EndOfText);
        return $"{slice.Start}-{slice.End?.ToString() ?? "end"}: {string.Join(' ', text)}";
    });
}
