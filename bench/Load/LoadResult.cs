namespace Transcribe.Bench.Load;

/// <summary>The result of one call.</summary>
/// <param name="Latency">The time from the request to the end of the response.</param>
/// <param name="FirstSegment">The time from the request to the first segment; null without streaming or without segments.</param>
/// <param name="Answer">The response; null for a failed call.</param>
/// <param name="Error">The status of a failed call; null for a successful one.</param>
internal sealed record CallOutcome(TimeSpan Latency, TimeSpan? FirstSegment, CallAnswer? Answer, string? Error);

/// <summary>The result of a run. Latencies are those of the successful calls.</summary>
/// <param name="Calls">The calls, in no particular order.</param>
/// <param name="Wall">The time from the first request to the end of the last response.</param>
internal sealed record LoadResult(IReadOnlyList<CallOutcome> Calls, TimeSpan Wall)
{
    public TimeSpan Audio => Calls.Aggregate(TimeSpan.Zero, (sum, call) => sum + (call.Answer?.Audio ?? TimeSpan.Zero));

    public int Words => Calls.Sum(call => call.Answer?.Words ?? 0);

    /// <summary>The wall seconds per audio second, over all callers; null if nothing was transcribed.</summary>
    public double? RealTimeFactor => Audio > TimeSpan.Zero ? Wall / Audio : null;

    /// <summary>The number of failed calls by status.</summary>
    public IEnumerable<(string Status, int Count)> Errors =>
        Calls.Where(call => call.Error is not null)
            .GroupBy(call => call.Error!)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, group.Count()));

    /// <summary>The words of a true transcript that the answers have wrong, and those that they add, as a share of its words.</summary>
    public double WordErrorRate(string truth)
    {
        var alignments = Calls.Select(call => call.Answer).OfType<CallAnswer>()
            .Select(answer => WordAlignment.Between(truth, answer.Text)).ToArray();
        return (double)alignments.Sum(alignment => alignment.Errors) / alignments.Sum(alignment => alignment.Words);
    }

    /// <param name="percent">0 to 100.</param>
    public TimeSpan? Latency(int percent) => Percentile(Calls.Where(call => call.Error is null).Select(call => call.Latency), percent);

    /// <param name="percent">0 to 100.</param>
    public TimeSpan? FirstSegment(int percent) =>
        Percentile(Calls.Where(call => call.Error is null).Select(call => call.FirstSegment).OfType<TimeSpan>(), percent);

    // Nearest rank: the smallest value that is not less than this percentage of the values.
    private static TimeSpan? Percentile(IEnumerable<TimeSpan> values, int percent)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? null : sorted[Math.Max(0, (int)Math.Ceiling(percent / 100.0 * sorted.Length) - 1)];
    }
}
