using System.Globalization;
using System.Text;

namespace Transcribe.Subtitles.Formats;

/// <summary>WebVTT (W3C). Karaoke has a timestamp before each word.</summary>
internal static class VttFormat
{
    /// <summary>The cues as a file; the header alone without cues.</summary>
    public static string Write(IReadOnlyList<Cue> cues, Highlight highlight)
    {
        var file = new StringBuilder("WEBVTT\n\n");
        foreach (var cue in cues)
        {
            foreach (var (start, end, text) in highlight == Highlight.Underline ? Underlined.Of(cue, Word) : [Whole(cue, highlight)])
                file.Append(CultureInfo.InvariantCulture, $"{Time(start)} --> {Time(end)}\n{text}\n\n");
        }
        return file.ToString();
    }

    private static (long Start, long End, string Text) Whole(Cue cue, Highlight highlight)
    {
        Func<SubtitleWord, string> write = highlight == Highlight.Karaoke ? word => Karaoke(cue, word) : Word;
        return (cue.Start, cue.End, string.Join('\n', cue.Lines.Select(line => Cue.Text(line, write))));
    }

    // A timestamp must be later than the start of the cue and earlier than its end.
    private static string Karaoke(Cue cue, SubtitleWord word) =>
        word.Start > cue.Start && word.Start < cue.End ? $"<{Time(word.Start)}><c>{Word(word)}</c>" : $"<c>{Word(word)}</c>";

    private static string Word(SubtitleWord word) => word.Text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .ReplaceLineEndings(" ");

    private static string Time(long milliseconds)
    {
        var time = TimeSpan.FromMilliseconds(milliseconds);
        var rest = string.Create(CultureInfo.InvariantCulture, $"{time.Minutes:00}:{time.Seconds:00}.{time.Milliseconds:000}");
        return time.TotalHours < 1 ? rest : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{rest}");
    }
}
