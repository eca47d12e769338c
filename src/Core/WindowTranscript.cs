namespace Transcribe.Core;

/// <summary>The transcript of a window.</summary>
public sealed record WindowTranscript
{
    /// <summary>
    /// The number of samples that this transcript covers from the window's start, at least 1. If it is less than the window's length, the
    /// model stopped early and the rest needs another request.
    /// </summary>
    public required int Length { get; init; }

    /// <summary>Language code, e.g. "en".</summary>
    public required string Language { get; init; }

    /// <summary>The probability of <see cref="Language"/> among the candidates, 0 to 1; 1 if it was forced.</summary>
    public required float LanguageProbability { get; init; }

    /// <summary>
    /// The segments in order of time. Times start at the window's start, indices at 0. Empty if the text was rejected or the model returned
    /// none.
    /// </summary>
    public required IReadOnlyList<Segment> Segments { get; init; }

    /// <summary>Why the text was rejected: one of <see cref="SuppressionReasons"/>; null if it was accepted.</summary>
    public string? SuppressionReason { get; init; }

    /// <summary>
    /// Why the window's audio has no text: <see cref="SuppressionReason"/>, or <see cref="SuppressionReasons.NoSpeech"/> if the model
    /// returned none; null if there is text.
    /// </summary>
    public string? NoTextReason => SuppressionReason ?? (Segments.Count == 0 ? SuppressionReasons.NoSpeech : null);

    /// <summary>The text word by word, for interim results of live audio; null if the engine makes none.</summary>
    public IWindowText? Text { get; init; }

    /// <summary>How many times the text was generated again at another temperature.</summary>
    public int Fallbacks { get; init; }

    /// <summary>The wait in the queue.</summary>
    public TimeSpan Queued { get; init; }

    /// <summary>The time in a batch slot.</summary>
    public TimeSpan Inferred { get; init; }
}

/// <summary>A window's text word by word. Live transcription compares two of them and keeps the words on which they agree.</summary>
public interface IWindowText
{
    /// <summary>The words in order. Each includes its leading space and the punctuation after it.</summary>
    IReadOnlyList<string> Words { get; }

    /// <summary>The first words as plain text: segments joined by <see cref="TranscriptText"/>, trimmed.</summary>
    /// <param name="words">0 to the number of words.</param>
    string Beginning(int words);

    /// <summary>The first words as the start of a later transcript.</summary>
    /// <param name="words">1 to the number of words.</param>
    Continuation Keep(int words);
}
