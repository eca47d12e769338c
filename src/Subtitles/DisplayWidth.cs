using System.Globalization;
using System.Text;
using Wcwidth;

namespace Transcribe.Subtitles;

/// <summary>Columns of text in a fixed-width font (Unicode Standard Annex 11).</summary>
internal static class DisplayWidth
{
    /// <summary>The columns of a text.</summary>
    public static int Of(string text) => text.EnumerateRunes().Sum(Of);

    /// <summary>
    /// Cuts a text into pieces of at most <paramref name="limit"/> columns, between characters as readers see them. A character that is
    /// wider, such as a long chain of joined emoji, is cut between its code points.
    /// </summary>
    /// <param name="text">The text; not empty.</param>
    /// <param name="limit">At least 2, so that each code point fits.</param>
    public static IEnumerable<string> Cut(string text, int limit)
    {
        var piece = new StringBuilder();
        var width = 0;
        foreach (var element in Elements(text).SelectMany(element => Of(element) > limit ? CodePoints(element) : [element]))
        {
            var more = Of(element);
            if (piece.Length > 0 && width + more > limit)
            {
                yield return piece.ToString();
                piece.Clear();
                width = 0;
            }
            piece.Append(element);
            width += more;
        }
        yield return piece.ToString();
    }

    private static IEnumerable<string> Elements(string text)
    {
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
            yield return elements.GetTextElement();
    }

    private static IEnumerable<string> CodePoints(string text) => text.EnumerateRunes().Select(rune => rune.ToString());

    private static int Of(Rune rune) => Math.Max(0, UnicodeCalculator.GetWidth(rune.Value));
}
