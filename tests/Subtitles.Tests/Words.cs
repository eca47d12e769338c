using Transcribe.Core;

namespace Transcribe.Subtitles.Tests;

/// <summary>Makes words and segments for tests.</summary>
internal static class Words
{
    /// <summary>Words of one length without pauses, from 0 ms.</summary>
    public static SubtitleWord[] Of(string text, int milliseconds = 300) =>
    [
        .. text.Split(' ').Select((word, index) =>
            new SubtitleWord(index * milliseconds, (index + 1) * milliseconds, word, IsSpaced: index > 0)),
    ];

    /// <summary>A segment without word times.</summary>
    public static Segment Segment(string text, double start, double end, string language = "en", params Word[] words) =>
        new(0, TimeSpan.FromSeconds(start), TimeSpan.FromSeconds(end), text, language, Confidence: 1, NoSpeechProbability: 0, words);

    /// <summary>The cues as texts, lines separated by "|".</summary>
    public static string[] Lines(IEnumerable<Cue> cues) =>
        [.. cues.Select(cue => string.Join('|', cue.Lines.Select(Cue.Text)))];

    /// <summary>The text of all words, with spaces where they have them.</summary>
    public static string Joined(IEnumerable<SubtitleWord> words) =>
        string.Concat(words.Select((word, index) => (index > 0 && word.IsSpaced ? " " : "") + word.Text));
}
