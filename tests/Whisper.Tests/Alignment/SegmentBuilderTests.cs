using System.Text;
using Transcribe.Core;
using Transcribe.Whisper.Alignment;
using Transcribe.Whisper.Generation;
using static Transcribe.Whisper.Tests.Generation.TinyModel;

namespace Transcribe.Whisper.Tests.Alignment;

public sealed class SegmentBuilderTests
{
    private const int TwoSeconds = 32000;

    private static readonly SegmentBuilder Builder = new(Config, Codec);

    [Fact]
    public void Build_TwoSegments_TimesThemFromTheStartOfTheWindow()
    {
        var (segments, length) = Builder.Build(Transcript(At(5), 1, 2, At(20), At(30), 4, At(60)), TwoSeconds);

        Assert.Equal(["0 0.1-0.4 one two", "1 0.6-1.2 three"], Lines(segments));
        Assert.All(segments, segment => Assert.Equal(("en", 0.25f), (segment.LanguageCode, segment.NoSpeechProbability)));
        Assert.Equal(TwoSeconds, length);
    }

    [Fact]
    public void Build_Confidence_IsThatOfTheTextAlone()
    {
        var transcript = Transcript() with
        {
            Tokens =
            [
                new GeneratedToken(At(5), -9), new GeneratedToken(1, -0.2f), new GeneratedToken(2, -0.4f), new GeneratedToken(At(20), -9),
            ],
        };
        Assert.Equal(Math.Exp(-0.3), Assert.Single(Builder.Build(transcript, TwoSeconds).Segments).Confidence, 1e-6);
    }

    [Fact]
    public void Build_Evidence_IsThatOfTheWindow()
    {
        var transcript = Transcript(At(5), 1, At(20)) with
        {
            MeanLogProbability = -0.75f,
            CompressionRatio = 1.5f,
            Temperature = 0.25f,
            LanguageProbability = 0.5f,
        };

        var segment = Assert.Single(Builder.Build(transcript, TwoSeconds).Segments);

        Assert.Equivalent(new SegmentEvidence(TimeSpan.Zero, -0.75f, 1.5f, 0.25f, 0.5f, []), segment.Evidence, strict: true);
        Assert.Equal(TimeSpan.FromSeconds(30), segment.MovedTo(0, TimeSpan.FromSeconds(30)).Evidence!.WindowStart);
    }

    [Fact]
    public void Build_WithTokens_HasTheTokensOfEachSegmentWithItsTimestamps()
    {
        var (segments, _) = Builder.Build(
            Transcript(At(5), 1, 2, At(20), At(30), 4, At(60)), TwoSeconds, withTokens: true);

        Assert.Equal(
            [[At(5), 1, 2, At(20)], [At(30), 4, At(60)]],
            segments.Select(segment => segment.Evidence!.Tokens.Select(token => token.Id)));
        Assert.Equal(
            ["", " one", " two", ""], segments[0].Evidence!.Tokens.Select(token => Encoding.UTF8.GetString(token.Utf8)));
        Assert.All(segments[0].Evidence!.Tokens, token => Assert.Equal(-0.5f, token.LogProbability));
    }

    [Fact]
    public void Build_SegmentReachingIntoThePadding_EndsWithTheWindow() =>
        Assert.Equal(["0 1.6-1.8 one"], Lines([At(80), 1, At(99)], 28800));

    [Fact]
    public void Build_SegmentWhollyInThePadding_IsLeftOut() =>
        Assert.Equal(["0 0-0.2 one"], Lines([At(0), 1, At(10), At(50), 2, At(60)], 16000));

    [Fact]
    public void Build_SegmentWithoutText_IsLeftOutAndTakesNoIndex() =>
        Assert.Equal(["0 0.4-0.6 one"], Lines([At(0), 0, At(20), At(20), 1, At(30)], TwoSeconds));

    [Fact]
    public void Build_RejectedTranscript_HasNoSegments()
    {
        var (segments, length) = Builder.Build(
            Transcript(At(0), 1, At(20), At(20), 2) with { SuppressionReason = SuppressionReasons.NoSpeech }, TwoSeconds);
        Assert.Empty(segments);
        Assert.Equal(TwoSeconds, length);
    }

    [Fact]
    public void Build_UnfinishedSegment_IsLeftToTheNextWindow()
    {
        var (segments, length) = Builder.Build(Transcript(At(0), 1, At(20), At(20), 2), TwoSeconds);
        Assert.Equal(["0 0-0.4 one"], Lines(segments));
        Assert.Equal(20 * 320, length);
    }

    [Fact]
    public void Build_TokenTimes_BecomeWords()
    {
        var transcript = Transcript(At(0), 1, 2, At(20), At(20), 4, At(60)) with
        {
            TokenTimes = [(0.02f, 0.2f), (0.2f, 0.38f), (0.44f, 0.6f)],
        };
        var (segments, _) = Builder.Build(transcript, TwoSeconds);

        var words = segments.SelectMany(segment => segment.Words)
            .Select(word => $"{word.Start.TotalSeconds}-{word.End.TotalSeconds} {word.Text}");
        Assert.Equal(["0.02-0.2 one", "0.2-0.38 two", "0.44-0.6 three"], words);
        Assert.Equal(["0 0-0.4 one two", "1 0.4-1.2 three"], Lines(segments));
        Assert.All(segments.SelectMany(segment => segment.Words), word => Assert.Equal(Math.Exp(-0.5), word.Confidence, 1e-6));
    }

    [Fact]
    public void Build_WordsThatRunBackwardsOrOut_AreHeldInTheWindow()
    {
        var transcript = Transcript(At(0), 1, 2, 4, At(60)) with { TokenTimes = [(0.2f, 0.5f), (0.4f, 0.6f), (0.9f, 1.4f)] };
        var words = Assert.Single(Builder.Build(transcript, 16000).Segments).Words;
        Assert.Equal([0.2, 0.5, 0.9], words.Select(word => word.Start.TotalSeconds));
        Assert.Equal([0.5, 0.6, 1.0], words.Select(word => word.End.TotalSeconds));
    }

    [Fact]
    public void Build_RandomAlignments_KeepTheSegmentsAndHoldTheWordsInThem()
    {
        var random = new Random(20240613);
        for (var round = 0; round < 2000; round++)
        {
            var (result, length) = RandomResult(random);
            var text = result.Tokens.Count(token => token.Id < EndOfText);
            float[] frames = [.. Enumerable.Range(0, text + 1).Select(_ => random.Next(101) * 0.02f).Order()];
            var (plain, plainLength) = Builder.Build(result, length);

            var (timed, timedLength) = Builder.Build(result with { TokenTimes = [.. frames.Zip(frames.Skip(1))] }, length);

            Assert.Equal(plainLength, timedLength);
            Assert.Equal(Lines(plain), Lines(timed));
            AssertInOrder(timed, SampleTime.Of(timedLength));
        }
    }

    /// <summary>Segments of one to six words with random timestamps; the last may be unfinished or reach into the padding.</summary>
    private static (GenerationResult Result, int Length) RandomResult(Random random)
    {
        var ids = new List<int>();
        for (var step = random.Next(10); step < 95 && (ids.Count == 0 || random.Next(5) > 0);)
        {
            ids.Add(At(step));
            ids.AddRange(Enumerable.Range(0, random.Next(1, 7)).Select(_ => random.GetItems([1, 2, 4, 5], 1)[0]));
            step = random.Next(step + 1, 100);
            ids.Add(At(step));
            step = random.Next(step, 100);
        }

        return (Transcript([.. random.Next(3) == 0 ? ids.SkipLast(1) : ids]), 32000 - (random.Next(2) * 4000));
    }

    private static void AssertInOrder(IReadOnlyList<Segment> segments, TimeSpan limit)
    {
        var last = TimeSpan.Zero;
        foreach (var segment in segments)
        {
            Assert.True(last <= segment.Start && segment.Start < segment.End && segment.End <= limit);
            Assert.NotEmpty(segment.Words);
            last = segment.Start;
            foreach (var word in segment.Words)
            {
                Assert.True(last <= word.Start && word.Start < word.End && word.End <= segment.End);
                last = word.End;
            }

            last = segment.End;
        }
    }

    private static IEnumerable<string> Lines(int[] ids, int length) => Lines(Builder.Build(Transcript(ids), length).Segments);

    private static IEnumerable<string> Lines(IReadOnlyList<Segment> segments) =>
        segments.Select(segment => $"{segment.Index} {segment.Start.TotalSeconds}-{segment.End.TotalSeconds} {segment.Text}");
}
