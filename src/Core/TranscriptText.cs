using System.Text;

namespace Transcribe.Core;

/// <summary>The text of a transcript.</summary>
public static class TranscriptText
{
    /// <summary>
    /// The first and last code points of the scripts that are written without spaces, with their punctuation. Text decides and not the
    /// language code, which is the spoken language in translations too.
    /// </summary>
    private static readonly (int First, int Last)[] Unspaced =
    [
        (0x0E00, 0x0FFF), // Thai, Lao, Tibetan
        (0x1000, 0x109F), // Myanmar
        (0x1780, 0x17FF), // Khmer
        (0x2E80, 0x312F), // radicals, CJK punctuation, Hiragana, Katakana, Bopomofo
        (0x3190, 0x9FFF), // Kanbun to the unified ideographs
        (0xF900, 0xFAFF), // compatibility ideographs
        (0xFE30, 0xFE4F), // vertical forms
        (0xFF00, 0xFF9F), // fullwidth and halfwidth forms, without Hangul
        (0x20000, 0x3FFFF), // further ideographs
    ];

    /// <summary>
    /// The texts of segments, joined by one space; without it between two characters of scripts that are written without spaces.
    /// </summary>
    /// <param name="segments">The texts; those without characters other than white space are left out.</param>
    public static string Join(IEnumerable<string> segments)
    {
        var joined = new StringBuilder();
        var last = "";
        foreach (var text in segments.Select(segment => segment.Trim()).Where(text => text.Length > 0))
        {
            if (HasSpaceBetween(last, text))
                joined.Append(' ');
            joined.Append(last = text);
        }

        return joined.ToString();
    }

    /// <summary>Whether a space separates two texts, of which neither begins or ends with white space.</summary>
    /// <param name="first">The first text; empty at the start of a transcript.</param>
    /// <param name="second">The second text; not empty.</param>
    public static bool HasSpaceBetween(string first, string second) =>
        first.Length > 0 && !(IsUnspaced(first.EnumerateRunes().Last()) && IsUnspaced(second.EnumerateRunes().First()));

    /// <summary>Whether a character belongs to a script that is written without spaces.</summary>
    public static bool IsUnspaced(Rune character) =>
        Array.Exists(Unspaced, range => character.Value >= range.First && character.Value <= range.Last);
}
