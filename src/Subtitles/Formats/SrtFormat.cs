using System.Globalization;
using System.Text;

namespace Transcribe.Subtitles.Formats;

/// <summary>SubRip. The format has no escapes, so an arrow in the text is shortened, as openai/whisper does it.</summary>
internal static class SrtFormat
{
    /// <summary>The cues as a file; empty without cues.</summary>
    public static string Write(IReadOnlyList<Cue> cues, Highlight highlight)
    {
        var file = new StringBuilder();
        var number = 0;
        foreach (var cue in cues)
        {
            foreach (var (start, end, text) in highlight == Highlight.Underline ? Underlined.Of(cue, Word) : [Whole(cue)])
            {
                file.Append(CultureInfo.InvariantCulture, $"{++number}\n{Time(start)} --> {Time(end)}\n{text}\n\n");
            }
        }
        return file.ToString();
    }

    private static (long Start, long End, string Text) Whole(Cue cue) =>
        (cue.Start, cue.End, string.Join('\n', cue.Lines.Select(line => Cue.Text(line, Word))));

    private static string Word(SubtitleWord word) =>
        word.Text.Replace("-->", "->", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static string Time(long milliseconds)
    {
        var time = TimeSpan.FromMilliseconds(milliseconds);
        return string.Create(
            CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00},{time.Milliseconds:000}");
    }
}
