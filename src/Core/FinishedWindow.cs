namespace Transcribe.Core;

/// <summary>The segments of a finished window. A finished silence has none.</summary>
/// <param name="Segments">In order of time. Indices and times are relative to the whole audio.</param>
/// <param name="Checkpoint">The state of the transcription after this window or silence.</param>
public sealed record FinishedWindow(IReadOnlyList<Segment> Segments, TranscriptionCheckpoint Checkpoint)
{
    /// <summary>The duration of the whole audio according to its header; null if it is unknown before the audio is decoded.</summary>
    public TimeSpan? AudioDuration { get; init; }
}
