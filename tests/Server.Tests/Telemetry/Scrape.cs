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

    /// <summary>Each series, with its labels in the order of their names.</summary>
    public static string[] Series(string scrape) =>
    [
        .. from line in scrape.Split('\n')
           where line.Contains('{', StringComparison.Ordinal) && !line.StartsWith('#')
           let brace = line.IndexOf('{', StringComparison.Ordinal)
           let labels = line[(brace + 1)..line.LastIndexOf('}')].Split(',').Order(StringComparer.Ordinal)
           select $"{line[..brace]} {string.Join(',', labels)}",
    ];
}
