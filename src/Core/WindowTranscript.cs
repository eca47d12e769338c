namespace Transcribe.Core;

/// <summary>What a model wrote for a window.</summary>
public sealed record WindowTranscript
{
    /// <summary>How many samples from the window's start this transcript accounts for, at least 1. If it is less than the window, the model stopped early and the rest needs a further request.</summary>
    public required int Length { get; init; }

    /// <summary>Language code, e.g. "en".</summary>
    public required string Language { get; init; }

    /// <summary>The probability of <see cref="Language"/> among the candidates, 0 to 1; 1 if it was forced.</summary>
    public required float LanguageProbability { get; init; }

    /// <summary>The text in order of time. Times count from the window's start, indices from 0. Empty if the text was rejected or the model wrote none.</summary>
    public required IReadOnlyList<Segment> Segments { get; init; }

    /// <summary>Why the text was rejected: one of <see cref="SuppressionReasons"/>; null if it was not rejected.</summary>
    public string? SuppressionReason { get; init; }

    /// <summary>The text word by word, for live audio.</summary>
    public required IWindowText Text { get; init; }

    /// <summary>How long the window waited in the queue.</summary>
    public TimeSpan Queued { get; init; }

    /// <summary>How long the model worked on it.</summary>
    public TimeSpan Inferred { get; init; }
}

/// <summary>A window's text word by word. Live transcription compares two of them and keeps the words on which they agree.</summary>
public interface IWindowText
{
    /// <summary>The words in order, each with its leading space and the punctuation that follows it.</summary>
    IReadOnlyList<string> Words { get; }

    /// <summary>The first words as a reader sees them: segments joined by one space, trimmed.</summary>
    /// <param name="words">0 to the number of words.</param>
    string Beginning(int words);

    /// <summary>The first words as a beginning for a later transcript.</summary>
    /// <param name="words">1 to the number of words.</param>
    Continuation Keep(int words);
}
