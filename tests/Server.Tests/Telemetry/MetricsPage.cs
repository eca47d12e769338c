namespace Transcribe.Server.Tests.Telemetry;

/// <summary>A metric of the table in docs/operations.md.</summary>
/// <param name="Name">In Prometheus.</param>
/// <param name="Type">counter, gauge or histogram.</param>
/// <param name="Labels">The cell of its labels.</param>
internal sealed record DocumentedMetric(string Name, string Type, string Labels);

/// <summary>The table of metrics in docs/operations.md, and a scrape in the same form.</summary>
internal static class MetricsPage
{
    private static readonly string[] Prefixes = ["transcribe_", "rpc_"];

    public static IReadOnlyList<DocumentedMetric> Documented { get; } =
    [
        .. from line in File.ReadLines(Path.Combine(Repository.Root, "docs", "operations.md"))
           let cells = line.Split('|', StringSplitOptions.TrimEntries)
           where cells.Length == 7 && Prefixes.Any(prefix => cells[2].StartsWith('`' + prefix, StringComparison.Ordinal))
           select new DocumentedMetric(cells[2].Trim('`'), cells[3], cells[4]),
    ];

    /// <summary>The names and types of our metrics in a scrape.</summary>
    public static IEnumerable<(string Name, string Type)> Read(string scrape) =>
        from line in scrape.Split('\n')
        where line.StartsWith("# TYPE ", StringComparison.Ordinal)
        let words = line.Split(' ')
        where Prefixes.Any(prefix => words[2].StartsWith(prefix, StringComparison.Ordinal))
        select (words[2], words[3].Trim());
}
