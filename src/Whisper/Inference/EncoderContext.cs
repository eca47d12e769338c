namespace Transcribe.Whisper.Inference;

/// <summary>
/// How much of a 30 s window the encoder is given: all of it, as Whisper was trained, or the audio and some silence after it. Its work grows with the length
/// (attention's with the square), and so does what the decoder reads for every token.
/// </summary>
/// <param name="positions">The encoder's positions of 30 s, 20 ms each.</param>
/// <param name="trailingSilence">What follows the audio at least; null for silence up to 30 s.</param>
internal sealed class EncoderContext(int positions, TimeSpan? trailingSilence)
{
    /// <summary>Samples of a position: 20 ms at 16 kHz.</summary>
    private const int Samples = 320;

    private static readonly TimeSpan Position = TimeSpan.FromMilliseconds(20);

    /// <summary>Lengths are multiples of 1 s, so that the buffers of one run fit the next.</summary>
    private const int Step = 50;

    /// <summary>Positions for so many samples, at least 1 s.</summary>
    public int Positions(int samples)
    {
        if (trailingSilence is not { } silence)
            return positions;
        var needed = ((samples + Samples - 1) / Samples) + (int)Math.Ceiling(silence / Position);
        return Math.Clamp((needed + Step - 1) / Step * Step, Step, positions);
    }
}
