using System.Globalization;

namespace Transcribe.Accuracy.Tests;

/// <summary>Measures the accuracy of the bundled model on the digits set. models/digits/README.md sets the bounds.</summary>
public sealed class DigitsTests(DigitsFixture digits, ITestOutputHelper output) : IClassFixture<DigitsFixture>
{
    /// <summary>The tolerance of the start of a segment, in seconds.</summary>
    private const double StartTolerance = 0.3;

    /// <summary>The lowest share of segments whose start is within <see cref="StartTolerance"/>.</summary>
    private const double StartShare = 0.9;

    /// <summary>The highest median error of the start of first words, in seconds; the measured value is 0.03.</summary>
    private const double WordTolerance = 0.1;

    /// <summary>The highest error of the edge of a word, in seconds: the median and the 95th percentile.</summary>
    private const double MedianEdge = 0.2;
    private const double LargeEdge = 0.5;

    /// <summary>The highest increase of the word error rate by int8: 0.3 percentage points.</summary>
    private const double Int8Cost = 0.003;

    /// <summary>The highest difference of the word error rates of two engines: half a percentage point.</summary>
    private const double EngineDifference = 0.005;

    /// <summary>The highest increase of the word error rate of live audio over files.</summary>
    private const double LiveTolerance = 0.015;

    /// <summary>The highest word error rate of each group.</summary>
    public static TheoryData<string, double> Bounds => new()
    {
        { "en human", 0.08 },
        { "en human long", 0.08 },
        { "en synthetic", 0.14 },
        { "de synthetic", 0.16 },
        { "es synthetic", 0.17 },
        { "fr synthetic", 0.19 },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void WordErrorRate_OfAGroup_IsWithinItsBound(string group, double bound)
    {
        var errors = Errors(group);
        output.WriteLine(Row(group, errors, bound));

        Assert.NotEqual(0, errors.Words);
        Assert.InRange(errors.Rate, 0, bound);
    }

    [Theory]
    [InlineData("human")]
    [InlineData("synthetic")]
    public void WordErrorRate_AsLiveAudio_IsThatOfFiles(string source)
    {
        var recordings = digits.Transcripts
            .Where(transcript => transcript.Recording.Source == source && digits.Live.ContainsKey(transcript.Recording.File))
            .ToArray();
        var files = Sum(recordings);
        var live = recordings.Aggregate(
            default(WordErrors),
            (sum, transcript) => sum + WordErrors.Between(transcript.Recording.Text, digits.Live[transcript.Recording.File]));
        output.WriteLine($"{Row($"{source} live", live, bound: null)} {Row($"{source} files", files, bound: null)}");

        Assert.NotEqual(0, live.Words);
        Assert.InRange(live.Rate, 0, files.Rate + LiveTolerance);
    }

    [Fact]
    public void Text_OfSilenceAndNoiseAsLiveAudio_IsEmpty() =>
        Assert.All(
            digits.Transcripts.Where(transcript => transcript.Recording.Text.Length == 0),
            transcript => Assert.Equal("", digits.Live[transcript.Recording.File]));

    [Fact]
    public void Groups_OfAllSpeech_HaveABoundEach()
    {
        var speech = digits.Transcripts.Select(transcript => transcript.Recording).Where(recording => recording.Language is not null);

        Assert.Equal(
            Bounds.Select(bound => bound.Data.Item1).Order(StringComparer.Ordinal),
            speech.Select(recording => recording.Group).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WordErrorRate_OfInt8_CostsAtMostWhatAutoAllows()
    {
        var (int8, f32) = (Sum(digits.Transcripts), Sum(digits.InF32));
        output.WriteLine($"int8: {int8.Errors} of {int8.Words}, f32: {f32.Errors} of {f32.Words}");

        Assert.InRange(int8.Rate - f32.Rate, -1, Int8Cost);
    }

    [Fact]
    public void WordErrorRate_OfWhisperCpp_IsThatOfOurEngine()
    {
        var (other, own) = (Sum(digits.OnWhisperCpp), Sum(digits.InF32));
        var same = digits.OnWhisperCpp.Zip(digits.InF32).Count(pair => pair.First.Text == pair.Second.Text);
        output.WriteLine(
            $"whisper.cpp: {other.Errors} of {other.Words}, ours: {own.Errors} of {own.Words}, "
            + $"the same text in {same} of {digits.InF32.Count} recordings");

        Assert.InRange(other.Rate - own.Rate, -EngineDifference, EngineDifference);
    }

    [Fact]
    public void Coverage_OfWhisperCpp_AccountsForAllOfIt() => Assert.All(digits.OnWhisperCpp, transcript =>
    {
        var coverage = transcript.Summary.Coverage;
        Assert.Equal(coverage.Audio, coverage.Transcribed + coverage.Suppressed + coverage.Silent);
    });

    [Fact]
    public void SegmentStarts_OfAllSpeech_AreNearTheTruth()
    {
        var distances = digits.Transcripts.SelectMany(transcript => (transcript.Recording.Segments ?? []).Select(truth =>
            transcript.Segments
                .Select(segment => Math.Abs(segment.Start.TotalSeconds - truth.Start))
                .DefaultIfEmpty(double.MaxValue)
                .Min()))
            .ToArray();
        var near = distances.Count(distance => distance <= StartTolerance);
        output.WriteLine($"segment starts within {StartTolerance} s: {near} of {distances.Length}");

        Assert.InRange(near, StartShare * distances.Length, distances.Length);
    }

    [Fact]
    public void WordStarts_AfterAPause_AreNearTheTruth()
    {
        // The first word after a pause begins where the speech begins. The set has no other times of words.
        var distances = digits.WithWords.SelectMany(transcript => (transcript.Recording.Segments ?? []).Select(truth =>
            transcript.Segments.SelectMany(segment => segment.Words)
                .Select(word => Math.Abs(word.Start.TotalSeconds - truth.Start))
                .DefaultIfEmpty(double.MaxValue)
                .Min()))
            .Order().ToArray();
        output.WriteLine(
            $"word starts: median {distances[distances.Length / 2]:F2} s, nine in ten within {distances[distances.Length * 9 / 10]:F2} s");

        Assert.InRange(distances[distances.Length / 2], 0, WordTolerance);
    }

    [Fact]
    public void WordEdges_AtPauses_AreNearTheTruth()
    {
        // The set gives the times of the first word's start and the last word's end between two pauses.
        var distances = digits.WithWords.SelectMany(EdgeDistances).ToArray();
        var (median, large) = Quantiles(distances);
        output.WriteLine($"word edges: {distances.Length}, median {median:F2} s, p95 {large:F2} s");

        Assert.InRange(distances.Length, 100, int.MaxValue);
        Assert.InRange(median, 0, MedianEdge);
        Assert.InRange(large, 0, LargeEdge);
    }

    [Fact]
    public void WordTimes_OfWordsWithKnownTimes_AreNearTheTruth()
    {
        var distances = digits.Joined.SelectMany(transcript => Matches(transcript).Select(match => (
            Group: $"{transcript.Recording.Language} {transcript.Recording.Source}",
            Start: Math.Abs(match.Found.Start.TotalSeconds - match.Truth.Start),
            End: Math.Abs(match.Found.End.TotalSeconds - match.Truth.End)))).ToArray();
        foreach (var group in distances.GroupBy(distance => distance.Group))
        {
            var (starts, ends) = (Quantiles(group.Select(word => word.Start)), Quantiles(group.Select(word => word.End)));
            output.WriteLine(
                $"{group.Key}, {group.Count()} words: starts {starts.Median:F2} and {starts.Large:F2} s, "
                + $"ends {ends.Median:F2} and {ends.Large:F2} s");
        }

        Assert.InRange(distances.Length, 150, int.MaxValue);
        foreach (var edges in new[] { distances.Select(word => word.Start), distances.Select(word => word.End) })
        {
            var (median, large) = Quantiles(edges);
            Assert.InRange(median, 0, MedianEdge);
            Assert.InRange(large, 0, LargeEdge);
        }

        static IEnumerable<(SpokenSegment Truth, Core.Word Found)> Matches(Transcript transcript)
        {
            var (truth, found) = (transcript.Recording.Segments!, transcript.Segments.SelectMany(segment => segment.Words).ToArray());
            return WordMatches.Between([.. truth.Select(word => word.Text)], [.. found.Select(word => word.Text)])
                .Select(match => (truth[match.Reference], found[match.Found]));
        }
    }

    [Fact]
    public void SegmentTimes_WithWords_AreThoseWithout()
    {
        var plain = digits.Transcripts.ToDictionary(transcript => transcript.Recording.File, Lines);

        Assert.NotEmpty(digits.WithWords);
        Assert.All(digits.WithWords, transcript => Assert.Equal(plain[transcript.Recording.File], Lines(transcript)));

        static string[] Lines(Transcript transcript) =>
            [.. transcript.Segments.Select(segment => $"{segment.Start} {segment.End} {segment.Text}")];
    }

    [Fact]
    public void Language_OfAllSpeech_IsRight() =>
        Assert.All(
            digits.Transcripts.Where(transcript => transcript.Recording.Language is not null),
            transcript => Assert.Equal(transcript.Recording.Language, transcript.Summary.LanguageCode));

    [Fact]
    public void Text_OfSilenceAndNoise_IsEmpty()
    {
        var silent = digits.Transcripts.Where(transcript => transcript.Recording.Text.Length == 0).ToArray();

        Assert.NotEmpty(silent);
        Assert.All(silent, transcript => Assert.Equal("", transcript.Text));
    }

    [Fact]
    public void Coverage_OfEveryRecording_AccountsForAllOfIt() => Assert.All(digits.Transcripts, transcript =>
    {
        var coverage = transcript.Summary.Coverage;
        Assert.Equal(coverage.Audio, coverage.Transcribed + coverage.Suppressed + coverage.Silent);
        Assert.Equal(transcript.Recording.Seconds, coverage.Audio.TotalSeconds, 0.1);
    });

    /// <summary>The median and the 95th percentile.</summary>
    private static (double Median, double Large) Quantiles(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[sorted.Length / 2], sorted[sorted.Length * 95 / 100]);
    }

    /// <summary>The distances of the words that the transcript has right, first or last between two pauses.</summary>
    private static IEnumerable<double> EdgeDistances(Transcript transcript)
    {
        var truth = transcript.Recording.Segments!.SelectMany(segment =>
        {
            var words = segment.Text.Split(' ');
            return words.Select((word, i) =>
                (Word: word, Start: i == 0 ? segment.Start : (double?)null, End: i == words.Length - 1 ? segment.End : (double?)null));
        }).ToArray();
        var found = transcript.Segments.SelectMany(segment => segment.Words).ToArray();
        foreach (var (t, f) in WordMatches.Between([.. truth.Select(word => word.Word)], [.. found.Select(word => word.Text)]))
        {
            if (truth[t].Start is { } start)
                yield return Math.Abs(found[f].Start.TotalSeconds - start);
            if (truth[t].End is { } end)
                yield return Math.Abs(found[f].End.TotalSeconds - end);
        }
    }

    private WordErrors Errors(string group) => Sum(digits.Transcripts.Where(transcript => transcript.Recording.Group == group));

    private static WordErrors Sum(IEnumerable<Transcript> transcripts) =>
        transcripts.Aggregate(default(WordErrors), (sum, transcript) => sum + transcript.Errors);

    private static string Row(string group, WordErrors errors, double? bound) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {group} | {errors.Errors} of {errors.Words} | {errors.Rate:P1} |{(bound is null ? "" : $" at most {bound:P0} |")}");
}
