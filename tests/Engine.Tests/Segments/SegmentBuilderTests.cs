using Transcribe.Engine.Generation;
using Transcribe.Engine.Segments;
using static Transcribe.Engine.Tests.Generation.TinyModel;

namespace Transcribe.Engine.Tests.Segments;

public sealed class SegmentBuilderTests
{
    private const int TwoSeconds = 32000;

    private static readonly SegmentBuilder Builder = new(Config, Codec);

    [Fact]
    public void Build_TwoSegments_TimesThemFromTheStartOfTheAudio()
    {
        var built = Builder.Build(Transcript(At(5), 1, 2, At(20), At(30), 4, At(60)), windowStart: 16000 * 10, TwoSeconds, firstIndex: 7);

        Assert.Equal(["7 10.1-10.4 one two", "8 10.6-11.2 three"], Lines(built));
        Assert.All(built.Segments, segment => Assert.Equal(("en", 0.25f), (segment.LanguageCode, segment.NoSpeechProbability)));
        Assert.Null(built.ResumeAt);
    }

    [Fact]
    public void Build_Confidence_IsThatOfTheTextAlone()
    {
        var transcript = Transcript() with
        {
            Tokens = [new GeneratedToken(At(5), -9), new GeneratedToken(1, -0.2f), new GeneratedToken(2, -0.4f), new GeneratedToken(At(20), -9)],
        };
        Assert.Equal(Math.Exp(-0.3), Assert.Single(Builder.Build(transcript, 0, TwoSeconds, 0).Segments).Confidence, 1e-6);
    }

    [Fact]
    public void Build_SegmentReachingIntoThePadding_EndsWithTheWindow() => Assert.Equal(["0 1.6-1.8 one"], Lines([At(80), 1, At(99)], 28800));

    [Fact]
    public void Build_SegmentWhollyInThePadding_IsLeftOut() => Assert.Equal(["0 0-0.2 one"], Lines([At(0), 1, At(10), At(50), 2, At(60)], 16000));

    [Fact]
    public void Build_SegmentWithoutText_IsLeftOutAndTakesNoIndex() =>
        Assert.Equal(["0 0.4-0.6 one"], Lines([At(0), 0, At(20), At(20), 1, At(30)], TwoSeconds));

    [Fact]
    public void Build_RejectedTranscript_HasNoSegments()
    {
        var built = Builder.Build(Transcript(At(0), 1, At(20), At(20), 2) with { SuppressionReason = SuppressionReasons.NoSpeech }, 0, TwoSeconds, 0);
        Assert.Empty(built.Segments);
        Assert.Null(built.ResumeAt);
    }

    [Fact]
    public void Build_UnfinishedSegment_IsLeftToTheNextWindow()
    {
        var built = Builder.Build(Transcript(At(0), 1, At(20), At(20), 2), 16000, TwoSeconds, 0);
        Assert.Equal(["0 1-1.4 one"], Lines(built));
        Assert.Equal(20 * 320, built.ResumeAt);
    }

    [Fact]
    public void Build_TokenTimes_BecomeWords()
    {
        var transcript = Transcript(At(0), 1, 2, At(20), At(20), 4, At(60)) with { TokenTimes = [(0.02f, 0.2f), (0.2f, 0.38f), (0.44f, 0.6f)] };
        var built = Builder.Build(transcript, 160000, TwoSeconds, 0);

        var words = built.Segments.SelectMany(segment => segment.Words).Select(word => $"{word.Start.TotalSeconds}-{word.End.TotalSeconds} {word.Text}");
        Assert.Equal(["10.02-10.2 one", "10.2-10.38 two", "10.44-10.6 three"], words);
        Assert.Equal(["0 10.02-10.38 one two", "1 10.44-10.6 three"], Lines(built));
        Assert.All(built.Segments.SelectMany(segment => segment.Words), word => Assert.Equal(Math.Exp(-0.5), word.Confidence, 1e-6));
    }

    [Fact]
    public void Build_WordsThatRunBackwardsOrOut_AreHeldInTheWindow()
    {
        var transcript = Transcript(At(0), 1, 2, 4, At(60)) with { TokenTimes = [(0.2f, 0.5f), (0.4f, 0.6f), (0.9f, 1.4f)] };
        var words = Assert.Single(Builder.Build(transcript, 0, 16000, 0).Segments).Words;
        Assert.Equal([0.2, 0.5, 0.9], words.Select(word => word.Start.TotalSeconds));
        Assert.Equal([0.5, 0.6, 1.0], words.Select(word => word.End.TotalSeconds));
    }

    private static IEnumerable<string> Lines(int[] ids, int length) => Lines(Builder.Build(Transcript(ids), 0, length, 0));

    private static IEnumerable<string> Lines(WindowSegments built) =>
        built.Segments.Select(segment => $"{segment.Index} {segment.Start.TotalSeconds}-{segment.End.TotalSeconds} {segment.Text}");
}
