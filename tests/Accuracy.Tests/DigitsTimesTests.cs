namespace Transcribe.Accuracy.Tests;

/// <summary>Measures the times of segments and words on the digits set.</summary>
public sealed class DigitsTimesTests(DigitsFixture digits, ITestOutputHelper output)
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

    /// <summary>
    /// The same for whisper.cpp, which estimates times from the probabilities of timestamps. Measured at most: 0.23 and 0.65.
    /// </summary>
    private const double WhisperCppMedian = 0.3;
    private const double WhisperCppLarge = 0.8;

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
    public void WordTimes_OfWordsWithKnownTimes_AreNearTheTruth() => AssertNear(digits.Joined, MedianEdge, LargeEdge);

    [Fact]
    public void WordTimes_OfWhisperCpp_AreWithinItsWiderBounds() =>
        AssertNear(digits.JoinedOnWhisperCpp, WhisperCppMedian, WhisperCppLarge);

    [Fact]
    public void SegmentTimes_WithWords_AreThoseWithout()
    {
        var plain = digits.Transcripts.ToDictionary(transcript => transcript.Recording.File, Lines);

        Assert.NotEmpty(digits.WithWords);
        Assert.All(digits.WithWords, transcript => Assert.Equal(plain[transcript.Recording.File], Lines(transcript)));

        static string[] Lines(Transcript transcript) =>
            [.. transcript.Segments.Select(segment => $"{segment.Start} {segment.End} {segment.Text}")];
    }

    private void AssertNear(IReadOnlyList<Transcript> transcripts, double mostMedian, double mostLarge)
    {
        var distances = transcripts.SelectMany(transcript => Matches(transcript).Select(match => (
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
            Assert.InRange(median, 0, mostMedian);
            Assert.InRange(large, 0, mostLarge);
        }

        static IEnumerable<(SpokenSegment Truth, Core.Word Found)> Matches(Transcript transcript)
        {
            var (truth, found) = (transcript.Recording.Segments!, transcript.Segments.SelectMany(segment => segment.Words).ToArray());
            return WordMatches.Between([.. truth.Select(word => word.Text)], [.. found.Select(word => word.Text)])
                .Select(match => (truth[match.Reference], found[match.Found]));
        }
    }

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
}
