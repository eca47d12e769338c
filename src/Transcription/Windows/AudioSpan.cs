namespace Transcribe.Transcription.Windows;

/// <summary>
/// A span of the audio: a window to transcribe, or silence, which is dropped. Positions are in samples at 16 kHz from the start of the
/// audio.
/// </summary>
public abstract record AudioSpan(long Start)
{
    /// <summary>At most 30 s of PCM (mono, 16 kHz, -1 to 1).</summary>
    public sealed record Window(long Start, float[] Samples) : AudioSpan(Start)
    {
        /// <inheritdoc/>
        public override long Length => Samples.Length;
    }

    /// <summary>Silence.</summary>
    public sealed record Silence(long Start, long SampleCount) : AudioSpan(Start)
    {
        /// <inheritdoc/>
        public override long Length => SampleCount;
    }

    /// <summary>Samples.</summary>
    public abstract long Length { get; }
}
