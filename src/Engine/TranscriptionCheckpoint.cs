namespace Transcribe.Engine;

/// <summary>Where a transcription stands after a window: enough for another run over the same audio and request to go on from here, with the same result.</summary>
/// <param name="EndSample">How far the audio is done, in samples at 16 kHz from its start.</param>
/// <param name="SegmentCount">Segments so far; the next one's index.</param>
/// <param name="LanguageCode">BCP-47, the language heard first; empty when no speech was found yet.</param>
/// <param name="Coverage">Where the audio went so far.</param>
public sealed record TranscriptionCheckpoint(long EndSample, int SegmentCount, string LanguageCode, Coverage Coverage)
{
    /// <summary>The start of the audio.</summary>
    public static TranscriptionCheckpoint Start { get; } = new(0, 0, "", new Coverage(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, []));
}

/// <summary>What a window came to: its segments, numbered on from those before; none for silence.</summary>
/// <param name="Segments">In order of time.</param>
/// <param name="Checkpoint">Where the transcription stands after it.</param>
public sealed record FinishedWindow(IReadOnlyList<Segment> Segments, TranscriptionCheckpoint Checkpoint)
{
    /// <summary>How long the whole audio says it is; null where its format does not tell before it is decoded.</summary>
    public TimeSpan? AudioDuration { get; init; }
}
