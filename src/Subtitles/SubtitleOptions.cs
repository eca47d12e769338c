namespace Transcribe.Subtitles;

/// <summary>
/// How cues are laid out. The defaults follow Netflix's Timed Text Style Guide (General Requirements; English, adult programmes).
/// </summary>
public sealed record SubtitleOptions
{
    /// <summary>The default of <see cref="MaxLineCount"/>.</summary>
    public const int DefaultLineCount = 2;

    /// <summary>
    /// The most columns of a line, 10 to 200; null for 42, or for 32 if most of the text is in full-width characters, which take two
    /// columns.
    /// </summary>
    public int? MaxLineWidth { get; init; }

    /// <summary>The most lines of a cue, 1 to 10.</summary>
    public int MaxLineCount { get; init; } = DefaultLineCount;

    /// <summary>The most words of a line, 1 to 100; null for no limit.</summary>
    public int? MaxWordsPerLine { get; init; }

    /// <summary>The reading speed in columns per second, 5 to 100. It is met where the pauses of the speech allow it.</summary>
    public double MaxColumnsPerSecond { get; init; } = 17;

    /// <summary>How long a cue should be shown at least. It is met where the pauses of the speech allow it.</summary>
    public TimeSpan MinDuration { get; init; } = TimeSpan.FromSeconds(5) / 6;

    /// <summary>How long a cue is shown at most.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>The time without a cue before the next one. It shrinks where the speech has no such pause.</summary>
    public TimeSpan Gap { get; init; } = TimeSpan.FromSeconds(0.08);

    /// <summary>How the word that is spoken is shown.</summary>
    public Highlight Highlight { get; init; }
}

/// <summary>How the word that is spoken is shown.</summary>
public enum Highlight
{
    /// <summary>Like the others.</summary>
    None,

    /// <summary>Underlined: one cue for each word, as openai/whisper writes it.</summary>
    Underline,

    /// <summary>By timestamps in the cue (WebVTT only; SRT shows the words like the others).</summary>
    Karaoke,
}
