namespace Transcribe.Bench.Load;

/// <summary>The alignment of reference and result with the fewest errors (Levenshtein distance over words).</summary>
/// <param name="Errors">The number of substitutions, deletions and insertions.</param>
/// <param name="Words">The number of reference words.</param>
/// <param name="Matches">The positions of words that are equal in reference and result.</param>
internal sealed record WordAlignment(int Errors, int Words, IReadOnlyList<(int Truth, int Found)> Matches)
{
    /// <summary>Aligns two texts, with words separated by spaces.</summary>
    public static WordAlignment Between(string truth, string found) => Between(CallAnswer.Split(truth), CallAnswer.Split(found));

    public static WordAlignment Between(IReadOnlyList<string> truth, IReadOnlyList<string> found)
    {
        var cost = new int[truth.Count + 1, found.Count + 1];
        for (var i = 0; i <= truth.Count; i++)
        {
            for (var j = 0; j <= found.Count; j++)
            {
                cost[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(cost[i - 1, j - 1] + (truth[i - 1] == found[j - 1] ? 0 : 1), 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
            }
        }

        return new WordAlignment(cost[truth.Count, found.Count], truth.Count, [.. Matching(truth, found, cost)]);
    }

    private static IEnumerable<(int Truth, int Found)> Matching(IReadOnlyList<string> truth, IReadOnlyList<string> found, int[,] cost)
    {
        var (i, j) = (truth.Count, found.Count);
        while (i > 0 && j > 0)
        {
            var same = truth[i - 1] == found[j - 1];
            if (cost[i, j] == cost[i - 1, j - 1] + (same ? 0 : 1))
            {
                (i, j) = (i - 1, j - 1);
                if (same)
                    yield return (i, j);
            }
            else if (cost[i, j] == cost[i - 1, j] + 1)
            {
                i--;
            }
            else
            {
                j--;
            }
        }
    }
}
