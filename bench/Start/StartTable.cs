using System.Globalization;
using Transcribe.Bench.Live;

namespace Transcribe.Bench.Start;

/// <summary>Formats starts as rows of Markdown tables.</summary>
internal static class StartTable
{
    private static readonly string[] Columns =
    [
        "model", "starts", "process to ready, s: least", "median", "load, ms: least", "median", "load again, ms: least", "median",
        "processor s: load",
        "first window done", "second window", "first window, ms: least", "second", "empty MiB", "ready MiB", "peak MiB",
        "all slots used MiB", "peak until then MiB", "÷ all slots used",
    ];

    public static string Head => $"| {string.Join(" | ", Columns)} |\n|{string.Concat(Columns.Select(_ => " --- |"))}";

    public static string Row(string name, IReadOnlyList<Start> starts)
    {
        var filled = starts.Select(start => start.Report).First(report => report.Steady is not null);
        double Median(Func<StartReport, double> value) => LiveTable.Percentile([.. starts.Select(start => value(start.Report))], 50);
        double[] ready = [.. starts.Select(start => start.Ready)];
        string[] cells =
        [
            name, Text($"{starts.Count}"), Text($"{ready.Min() / 1000:0.00}"), Text($"{LiveTable.Percentile(ready, 50) / 1000:0.00}"),
            Text($"{starts.Min(start => start.Report.Load):0}"), Text($"{Median(report => report.Load):0}"),
            Text($"{starts.Min(start => start.Report.Reload):0}"), Text($"{Median(report => report.Reload):0}"),
            Text($"{Median(report => report.Processor):0.00}"), Text($"{Median(report => report.Served):0.00}"),
            Text($"{Median(report => report.WindowProcessor):0.00}"),
            Text($"{starts.Min(start => start.Report.FirstWindow):0}"), Text($"{starts.Min(start => start.Report.SecondWindow):0}"),
            Text($"{Median(report => report.Empty):0}"), Text($"{Median(report => report.Ready):0}"),
            Text($"{Median(report => report.Peak):0}"), Text($"{filled.Steady:0}"), Text($"{filled.Highest:0}"),
            Text($"{filled.Highest / filled.Steady:0.00}"),
        ];
        return Join(cells);
    }

    /// <summary>The stages of a model as a list: the least and the median time of each, in milliseconds.</summary>
    public static string Stages(string name, IReadOnlyList<Start> starts)
    {
        var stages = starts.SelectMany(start => start.Report.Stages.Keys).Distinct().Select(stage =>
        {
            double[] times = [.. starts.Select(start => start.Report.Stages.GetValueOrDefault(stage))];
            return Text($"{stage} {times.Min():0} / {LiveTable.Percentile(times, 50):0}");
        });
        return Join([name, string.Join(", ", stages)]);
    }

    private static string Join(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
