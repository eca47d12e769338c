namespace Transcribe.Core;

/// <summary>The segments of a finished window, or a stretch of silence without segments.</summary>
/// <param name="Segments">In order of time, with the indices and times of the whole audio.</param>
/// <param name="Checkpoint">The state of the transcription after it.</param>
public sealed record FinishedWindow(IReadOnlyList<Segment> Segments, TranscriptionCheckpoint Checkpoint)
{
    /// <summary>The duration of the whole audio as its format states it; null if the format states none before it is decoded.</summary>
    public TimeSpan? AudioDuration { get; init; }
}
