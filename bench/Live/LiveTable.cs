using System.Globalization;

namespace Transcribe.Bench.Live;

/// <summary>Formats scores as rows of a Markdown table. Times are in seconds, as 50th / 95th / 99th percentile.</summary>
internal static class LiveTable
{
    private static readonly string[] Columns =
    [
        "streams", "calls", "failed", "audio s", "first interim s", "commit lag s", "final lag s", "interim words revised",
        "stable words revised", "word error rate",
    ];

    public static string Head => $"| {string.Join(" | ", Columns)} |\n|{string.Concat(Columns.Select(_ => " --- |"))}";

    public static string Row(int streams, IReadOnlyList<LiveScore> scores, int failed, double audioSeconds)
    {
        var (errors, words) = (scores.Sum(score => score.Alignment.Errors), scores.Sum(score => score.Alignment.Words));
        string[] cells =
        [
            Text($"{streams}"), Text($"{scores.Count + failed}"), Text($"{failed}"), Text($"{audioSeconds:0}"),
            Percentiles(scores.SelectMany(score => score.FirstInterim)), Percentiles(scores.SelectMany(score => score.CommitLag)),
            Percentiles(scores.SelectMany(score => score.FinalLag)),
            Text($"{100.0 * scores.Sum(score => score.TakenBack) / Math.Max(1, scores.Sum(score => score.ShownWords)):0.0}%"),
            Text($"{scores.Sum(score => score.StableTakenBack)}"),
            Text($"{errors} of {words} ({100.0 * errors / Math.Max(1, words):0.0}%)"),
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    /// <summary>Computes a percentile by nearest rank.</summary>
    public static double Percentile(IEnumerable<double> values, int percent)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[Math.Max(0, (int)Math.Ceiling(percent / 100.0 * sorted.Length) - 1)];
    }

    private static string Percentiles(IEnumerable<double> values)
    {
        var all = values.ToArray();
        return Text($"{Percentile(all, 50):0.00} / {Percentile(all, 95):0.00} / {Percentile(all, 99):0.00}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
