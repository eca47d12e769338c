namespace Transcribe.Engine.Segments;

/// <summary>What a window came to: text with times, or the reason why there is none. A window whose text hit the token cap has several parts.</summary>
/// <param name="Parts">In order, covering the window without gaps.</param>
internal sealed record WindowResult(IReadOnlyList<WindowPart> Parts)
{
    /// <summary>The language of the first part that has text; null when none has.</summary>
    public string? Language => Parts.FirstOrDefault(part => part.Segments.Count > 0)?.Language;

    public TimeSpan Queued => Parts.Aggregate(TimeSpan.Zero, (sum, part) => sum + part.Queued);

    public TimeSpan Inferred => Parts.Aggregate(TimeSpan.Zero, (sum, part) => sum + part.Inferred);
}

/// <summary>One run of the model over a window or the rest of one.</summary>
/// <param name="Start">In samples from the start of the audio.</param>
/// <param name="Length">In samples.</param>
/// <param name="Language">Language code.</param>
/// <param name="Segments">With indices from 0; empty when suppressed, or when the model wrote nothing.</param>
/// <param name="SuppressionReason">Why the text was rejected; null when it stands.</param>
/// <param name="Queued">Time spent waiting for a slot.</param>
/// <param name="Inferred">Time spent in the slot.</param>
internal sealed record WindowPart(
    long Start,
    long Length,
    string Language,
    IReadOnlyList<Segment> Segments,
    string? SuppressionReason,
    TimeSpan Queued,
    TimeSpan Inferred);
