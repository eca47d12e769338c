namespace Transcribe.Whisper.Inference;

/// <summary>
/// The part of a 30 s window that the encoder processes: the whole window, as in Whisper's training, or the audio and some silence after
/// it. The encoder's work grows with the length (that of its attention with the square). The memory that the decoder reads for every token
/// grows with it too.
/// </summary>
/// <param name="positions">The encoder's positions for 30 s, 20 ms each.</param>
/// <param name="trailingSilence">The least silence after the audio; null for silence up to 30 s.</param>
internal sealed class EncoderContext(int positions, TimeSpan? trailingSilence)
{
    /// <summary>Samples per position: 20 ms at 16 kHz.</summary>
    private const int Samples = 320;

    private static readonly TimeSpan Position = TimeSpan.FromMilliseconds(20);

    /// <summary>Positions in 1 s. Lengths are multiples of 1 s, so that runs can reuse buffers.</summary>
    private const int Step = 50;

    /// <summary>
    /// The number of positions for a number of samples at 16 kHz: 1 s to 30 s. A window without audio, which warms a model up, has the
    /// fewest.
    /// </summary>
    public int Positions(int samples)
    {
        if (samples == 0)
            return Step;
        if (trailingSilence is not { } silence)
            return positions;
        var needed = ((samples + Samples - 1) / Samples) + (int)Math.Ceiling(silence / Position);
        return Math.Clamp((needed + Step - 1) / Step * Step, Step, positions);
    }
}
