namespace Transcribe.Tests;

/// <summary>A metric of the table in docs/operations.md.</summary>
/// <param name="Name">In Prometheus.</param>
/// <param name="Type">counter, gauge or histogram.</param>
/// <param name="Labels">The cell of its labels.</param>
public sealed record DocumentedMetric(string Name, string Type, string Labels)
{
    /// <summary>How the names of our metrics begin.</summary>
    public static IReadOnlyList<string> Prefixes { get; } = ["transcribe_", "rpc_server_"];

    public static IReadOnlyList<DocumentedMetric> All { get; } =
    [
        .. from line in File.ReadLines(Path.Combine(Repository.Root, "docs", "operations.md"))
           let cells = line.Split('|', StringSplitOptions.TrimEntries)
           where cells.Length == 7 && Prefixes.Any(prefix => cells[2].StartsWith('`' + prefix, StringComparison.Ordinal))
           select new DocumentedMetric(cells[2].Trim('`'), cells[3], cells[4]),
    ];
}
