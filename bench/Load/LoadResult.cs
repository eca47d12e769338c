namespace Transcribe.Bench.Load;

/// <summary>How one call went.</summary>
/// <param name="Latency">From sending to the answer's end.</param>
/// <param name="FirstSegment">From sending to the first segment; null when not streaming or none came.</param>
/// <param name="Answer">Null for a failed call.</param>
/// <param name="Error">The status of a failed call.</param>
internal sealed record CallOutcome(TimeSpan Latency, TimeSpan? FirstSegment, CallAnswer? Answer, string? Error);

/// <summary>How a run went. Latencies are those of the calls that succeeded.</summary>
/// <param name="Calls">In no order.</param>
/// <param name="Wall">From the first request to the last answer.</param>
internal sealed record LoadResult(IReadOnlyList<CallOutcome> Calls, TimeSpan Wall)
{
    public TimeSpan Audio => Calls.Aggregate(TimeSpan.Zero, (sum, call) => sum + (call.Answer?.Audio ?? TimeSpan.Zero));

    public int Words => Calls.Sum(call => call.Answer?.Words ?? 0);

    /// <summary>Wall seconds per audio second, over all callers; null when nothing was transcribed.</summary>
    public double? RealTimeFactor => Audio > TimeSpan.Zero ? Wall / Audio : null;

    /// <summary>Failed calls by status.</summary>
    public IEnumerable<(string Status, int Count)> Errors =>
        Calls.Where(call => call.Error is not null).GroupBy(call => call.Error!).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.Count()));

    /// <param name="percent">0 to 100.</param>
    public TimeSpan? Latency(int percent) => Percentile(Calls.Where(call => call.Error is null).Select(call => call.Latency), percent);

    /// <param name="percent">0 to 100.</param>
    public TimeSpan? FirstSegment(int percent) => Percentile(Calls.Where(call => call.Error is null).Select(call => call.FirstSegment).OfType<TimeSpan>(), percent);

    // Nearest rank: the smallest value that at least so many percent do not exceed.
    private static TimeSpan? Percentile(IEnumerable<TimeSpan> values, int percent)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? null : sorted[Math.Max(0, (int)Math.Ceiling(percent / 100.0 * sorted.Length) - 1)];
    }
}
