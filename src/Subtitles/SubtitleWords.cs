using System.Globalization;
using System.Text;
using Transcribe.Core;

namespace Transcribe.Subtitles;

/// <summary>Makes the words of subtitles from the segments of a transcript.</summary>
public static class SubtitleWords
{
    /// <summary>
    /// The words of segments in order. Joined, they are the text of the transcript. A segment without word times shares its time among its
    /// words by their width. So does one whose words are not its text, because one of them spans two segments.
    /// </summary>
    public static IEnumerable<SubtitleWord> Of(IEnumerable<Segment> segments)
    {
        var last = "";
        foreach (var segment in segments)
        {
            var isFirst = true;
            foreach (var word in Timed(segment) ?? Shared(segment))
            {
                yield return isFirst ? word with { IsSpaced = TranscriptText.HasSpaceBetween(last, word.Text) } : word;
                isFirst = false;
            }
            last = segment.Text;
        }
    }

    // The words are trimmed, so the text of the segment decides where the spaces are. Null if the words are not the text.
    private static List<SubtitleWord>? Timed(Segment segment)
    {
        var words = new List<SubtitleWord>(segment.Words.Count);
        var rest = segment.Text.AsSpan();
        foreach (var word in segment.Words)
        {
            var text = rest.TrimStart();
            if (word.Text.Length == 0 || !text.StartsWith(word.Text, StringComparison.Ordinal))
                return null;
            words.Add(new SubtitleWord(Milliseconds(word.Start), Milliseconds(word.End), word.Text, text.Length < rest.Length));
            rest = text[word.Text.Length..];
        }
        return rest.IsWhiteSpace() ? words : null;
    }

    private static IEnumerable<SubtitleWord> Shared(Segment segment)
    {
        var words = Split(segment.Text).ToArray();
        var (start, end) = (Milliseconds(segment.Start), Milliseconds(segment.End));
        double whole = words.Sum(Share);
        long before = 0;
        foreach (var word in words)
        {
            var from = start + (long)((end - start) * (before / whole));
            before += Share(word);
            yield return word with { Start = from, End = start + (long)((end - start) * (before / whole)) };
        }
    }

    private static int Share(SubtitleWord word) => word.Width + (word.IsSpaced ? 1 : 0);

    /// <summary>Splits at white space and between the characters of scripts that are written without spaces.</summary>
    private static IEnumerable<SubtitleWord> Split(string text)
    {
        var word = new StringBuilder();
        var isSpaced = false;
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            var isBlank = string.IsNullOrWhiteSpace(element);
            if (word.Length > 0 && (isBlank || IsUnspaced(element) || IsUnspaced(word.ToString())))
            {
                yield return new SubtitleWord(0, 0, word.ToString(), isSpaced);
                word.Clear();
                isSpaced = false;
            }
            if (isBlank)
                isSpaced = true;
            else
                word.Append(element);
        }
        if (word.Length > 0)
            yield return new SubtitleWord(0, 0, word.ToString(), isSpaced);
    }

    private static bool IsUnspaced(string text) => TranscriptText.IsUnspaced(text.EnumerateRunes().First());

    private static long Milliseconds(TimeSpan time) => (long)Math.Round(time.TotalMilliseconds);
}
