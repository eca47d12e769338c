namespace Transcribe.Subtitles;

/// <summary>Lines that are shown together.</summary>
/// <param name="Start">From the start of the audio, in ms.</param>
/// <param name="End">From the start of the audio, in ms; later than <paramref name="Start"/>.</param>
/// <param name="Lines">One or more lines, each with one or more words.</param>
public sealed record Cue(long Start, long End, IReadOnlyList<IReadOnlyList<SubtitleWord>> Lines)
{
    /// <summary>Joins the words of a line.</summary>
    /// <param name="line">One of <see cref="Lines"/>.</param>
    /// <param name="write">Writes a word.</param>
    public static string Text(IReadOnlyList<SubtitleWord> line, Func<SubtitleWord, string> write) =>
        string.Concat(line.Select((word, index) => (index > 0 && word.IsSpaced ? " " : "") + write(word)));

    /// <summary>Joins the words of a line.</summary>
    public static string Text(IReadOnlyList<SubtitleWord> line) => Text(line, word => word.Text);
}
