namespace Transcribe.Server.Tests.Telemetry;

/// <summary>A scrape in the form of the table in docs/operations.md.</summary>
internal static class Scrape
{
    /// <summary>The names and types of our metrics.</summary>
    public static IEnumerable<(string Name, string Type)> Read(string scrape) =>
        from line in scrape.Split('\n')
        where line.StartsWith("# TYPE ", StringComparison.Ordinal)
        let words = line.Split(' ')
        where DocumentedMetric.Prefixes.Any(prefix => words[2].StartsWith(prefix, StringComparison.Ordinal))
        select (words[2], words[3].Trim());
}
