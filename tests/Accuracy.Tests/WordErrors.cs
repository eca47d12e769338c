namespace Transcribe.Accuracy.Tests;

/// <summary>Word errors: the fewest substitutions, deletions and insertions between two texts (Levenshtein distance over words).</summary>
/// <param name="Errors">The number of errors.</param>
/// <param name="Words">The number of words of the reference.</param>
internal readonly record struct WordErrors(int Errors, int Words)
{
    /// <summary>The word error rate; 0 for an empty reference.</summary>
    public double Rate => Words == 0 ? 0 : (double)Errors / Words;

    public static WordErrors operator +(WordErrors left, WordErrors right) => new(left.Errors + right.Errors, left.Words + right.Words);

    public static WordErrors Between(string reference, string found)
    {
        var (expected, actual) = (Split(reference), Split(found));
        var row = Enumerable.Range(0, actual.Length + 1).ToArray();
        for (var i = 1; i <= expected.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= actual.Length; j++)
            {
                var substituted = diagonal + (expected[i - 1] == actual[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return new WordErrors(row[^1], expected.Length);
    }

    private static string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
