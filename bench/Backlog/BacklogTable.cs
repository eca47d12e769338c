using System.Globalization;
using Transcribe.Bench.Live;

namespace Transcribe.Bench.Backlog;

/// <summary>Formats rounds as rows of a Markdown table.</summary>
internal static class BacklogTable
{
    private static readonly string[] Columns =
    [
        "created", "created per s", "creation p50 / p95 / p99 ms", "queued after creation", "backlog audio s per s", "direct before",
        "direct after", "backlog ÷ direct",
    ];

    public static string Head => $"| {string.Join(" | ", Columns)} |\n|{string.Concat(Columns.Select(_ => " --- |"))}";

    public static string Row(BacklogResult result)
    {
        double[] latencies = [.. result.Creations.Select(creation => creation.Latency.TotalMilliseconds)];
        double Percentile(int percent) => LiveTable.Percentile(latencies, percent);
        string[] cells =
        [
            Text($"{result.Creations.Count}"), Text($"{result.Creations.Count / result.Creating.TotalSeconds:0}"),
            Text($"{Percentile(50):0} / {Percentile(95):0} / {Percentile(99):0}"),
            Text($"{result.Queued}"), Text($"{result.Drained:0.0}"), Text($"{result.Before:0.0}"), Text($"{result.After:0.0}"),
            Text($"{result.Ratio:0.00}"),
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
