namespace Transcribe.Accuracy.Tests;

/// <summary>Matches the words of a transcript with those of the reference: their longest common subsequence.</summary>
internal static class WordMatches
{
    /// <summary>The indices of the matching words, in order.</summary>
    public static IEnumerable<(int Reference, int Found)> Between(string[] reference, string[] found)
    {
        // The length of the longest common subsequence of the words from i and from j.
        var longest = new int[reference.Length + 1, found.Length + 1];
        for (var i = reference.Length - 1; i >= 0; i--)
        {
            for (var j = found.Length - 1; j >= 0; j--)
                longest[i, j] = reference[i] == found[j] ? longest[i + 1, j + 1] + 1 : Math.Max(longest[i + 1, j], longest[i, j + 1]);
        }

        for (var (i, j) = (0, 0); i < reference.Length && j < found.Length;)
        {
            if (reference[i] == found[j])
                yield return (i++, j++);
            else if (longest[i + 1, j] >= longest[i, j + 1])
                i++;
            else
                j++;
        }
    }
}
