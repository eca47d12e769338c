using System.Globalization;

namespace Transcribe.Bench.Load;

/// <summary>Formats results as rows of a Markdown table. A dash marks a value that was not measured.</summary>
internal static class LoadTable
{
    private static readonly string[] Columns =
    [
        "case", "transport", "calls", "errors", "audio s", "wall s", "real-time factor", "audio s per s",
        "p50 s", "p95 s", "p99 s", "first segment p50 s", "peak MiB", "MiB in the 1st minute → after",
        "word errors %",
    ];

    public static string Head => $"| {string.Join(" | ", Columns)} |\n|{string.Concat(Columns.Select(_ => " --- |"))}";

    /// <param name="name">The name of the row.</param>
    /// <param name="transport">The transport of the calls.</param>
    /// <param name="result">The calls.</param>
    /// <param name="memory">The memory of the server; null if it was not measured.</param>
    /// <param name="truth">What is said in the audio; null if the answers are not compared with it.</param>
    public static string Row(string name, string transport, LoadResult result, MemoryWatch? memory, string? truth)
    {
        string[] cells =
        [
            name, transport, Number(result.Calls.Count, "0"), Errors(result),
            Number(result.Audio.TotalSeconds, "0"), Number(result.Wall.TotalSeconds, "0.0"), Number(result.RealTimeFactor, "0.000"),
            Number(1 / result.RealTimeFactor, "0.0"),
            Seconds(result.Latency(50)), Seconds(result.Latency(95)), Seconds(result.Latency(99)), Seconds(result.FirstSegment(50)),
            Number(memory?.Peak, "0"),
            memory?.Afterwards is { } after ? $"{Number(memory.InFirstMinute, "0")} → {Number(after, "0")}" : "–",
            Number(truth is null ? null : 100 * result.WordErrorRate(truth), "0.0"),
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    private static string Errors(LoadResult result)
    {
        var errors = string.Join(", ", result.Errors.Select(error => $"{error.Count} {error.Status}"));
        return errors.Length > 0 ? errors : "0";
    }

    private static string Seconds(TimeSpan? time) => Number(time?.TotalSeconds, "0.00");

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
