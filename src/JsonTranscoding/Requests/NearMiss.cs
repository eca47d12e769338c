namespace Transcribe.JsonTranscoding.Requests;

/// <summary>Finds the name that a caller may have meant.</summary>
internal static class NearMiss
{
    /// <summary>Longer names are not compared, because callers determine their length.</summary>
    private const int MaximumLength = 40;

    /// <summary>
    /// Returns the known name with the smallest edit distance (Levenshtein), without regard to case, underscores and hyphens; null if that
    /// is more than a third of the name.
    /// </summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length > MaximumLength)
            return null;
        var given = Plain(name);
        return known.Select(candidate => (candidate, Distance: Distance(given, Plain(candidate))))
            .Where(pair => pair.Distance * 3 <= Math.Max(given.Length, 3))
            .OrderBy(pair => pair.Distance)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    private static string Plain(string name) =>
        string.Concat(name.Where(letter => letter is not ('_' or '-'))).ToUpperInvariant();

    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var substitution = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
