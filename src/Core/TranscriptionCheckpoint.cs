namespace Transcribe.Core;

/// <summary>
/// The state of a transcription after a window. A later run over the same audio and request can continue from it and gives the same result.
/// </summary>
/// <param name="EndSample">The end of the processed audio, in samples at 16 kHz from its start.</param>
/// <param name="SegmentCount">The number of segments so far, which is the index of the next one.</param>
/// <param name="LanguageCode">BCP-47; the first detected language. Empty until speech is found.</param>
/// <param name="Coverage">The coverage so far.</param>
public sealed record TranscriptionCheckpoint(long EndSample, int SegmentCount, string LanguageCode, Coverage Coverage)
{
    /// <summary>The start of the audio.</summary>
    public static TranscriptionCheckpoint Start { get; } =
        new(0, 0, "", new Coverage(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, []));
}
