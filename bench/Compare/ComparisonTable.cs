using System.Globalization;
using Transcribe.Bench.Load;

namespace Transcribe.Bench.Compare;

/// <summary>Formats comparisons as rows of a Markdown table. Times and the speedup are medians of the rounds.</summary>
internal static class ComparisonTable
{
    private static readonly string[] Columns =
        ["case", "rounds", "wall s", "audio s per s", "words", "whisper.cpp: wall s", "audio s per s", "words", "speedup", "min to max"];

    public static string Head => $"| {string.Join(" | ", Columns)} |\n|{string.Concat(Columns.Select(_ => " --- |"))}";

    public static string Row(string name, IReadOnlyList<ComparisonRound> rounds)
    {
        string[] cells =
        [
            name, $"{rounds.Count}",
            .. Cells([.. rounds.Select(round => round.Ours)]),
            .. Cells([.. rounds.Select(round => round.Theirs)]),
            Number(Median(rounds.Select(round => round.Ratio)), "0.0"),
            $"{Number(rounds.Min(round => round.Ratio), "0.0")} to {Number(rounds.Max(round => round.Ratio), "0.0")}",
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    private static string[] Cells(IReadOnlyList<LoadResult> results) =>
    [
        Number(Median(results.Select(result => result.Wall.TotalSeconds)), "0.00"),
        Number(Median(results.Select(result => result.Audio / result.Wall)), "0.0"),
        string.Join(", ", results.Select(result => result.Words).Distinct()),
    ];

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
