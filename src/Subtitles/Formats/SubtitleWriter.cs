using Transcribe.Core;
using Transcribe.Subtitles.Layout;

namespace Transcribe.Subtitles.Formats;

/// <summary>Writes transcripts as subtitles.</summary>
public static class SubtitleWriter
{
    /// <summary>Writes segments in a format. Lines end with <c>\n</c>.</summary>
    /// <param name="segments">The segments in order of time. Word times make the cues exact.</param>
    /// <param name="format">The format.</param>
    /// <param name="options">How cues are laid out. TSV and plain text have one line for each segment.</param>
    public static string Write(IReadOnlyList<Segment> segments, SubtitleFormat format, SubtitleOptions options) => format switch
    {
        SubtitleFormat.Srt => SrtFormat.Write(Cues(segments, options), options.Highlight),
        SubtitleFormat.Vtt => VttFormat.Write(Cues(segments, options), options.Highlight),
        SubtitleFormat.Tsv => TsvFormat.Write(segments),
        SubtitleFormat.Text => string.Concat(segments.Select(segment => segment.Text.ReplaceLineEndings(" ") + "\n")),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, message: null),
    };

    private static IReadOnlyList<Cue> Cues(IReadOnlyList<Segment> segments, SubtitleOptions options) =>
        CueLayout.Divide(SubtitleWords.Of(segments), segments.Count > 0 ? segments[0].LanguageCode : "", options);
}

/// <summary>A format of subtitles.</summary>
public enum SubtitleFormat
{
    /// <summary>SubRip.</summary>
    Srt,

    /// <summary>WebVTT.</summary>
    Vtt,

    /// <summary>Tab-separated values: start and end in ms, text.</summary>
    Tsv,

    /// <summary>Plain text.</summary>
    Text,
}
