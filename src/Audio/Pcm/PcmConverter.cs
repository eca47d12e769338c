namespace Transcribe.Audio.Pcm;

/// <summary>Converts interleaved PCM, cut at any byte, to mono samples at 16 kHz, -1 to 1. Each audio needs its own converter.</summary>
internal sealed class PcmConverter(PcmLayout layout)
{
    private readonly ChannelMixer _mixer = new(layout.Channels, layout.SampleRate);
    private readonly Resampler _resampler = new(layout.SampleRate);
    private byte[] _partialFrame = [];

    /// <summary>Converts the next bytes. Returns the complete samples in a new array, which may be empty.</summary>
    public float[] Convert(ReadOnlySpan<byte> bytes)
    {
        if (_partialFrame.Length > 0)
            bytes = (byte[])[.. _partialFrame, .. bytes];
        var whole = bytes.Length - (bytes.Length % layout.BytesPerFrame);
        _partialFrame = bytes[whole..].ToArray();

        var samples = new float[whole / layout.BytesPerSample];
        PcmSamples.Read(bytes[..whole], layout.Encoding, samples);
        // This comes before the resampler, which would spread a NaN to neighbouring samples.
        PcmSamples.Clean(samples);
        return Cleaned(_resampler.Process(_mixer.Mix(samples)));
    }

    /// <summary>Ends the audio and returns the remaining samples. An incomplete last frame is dropped.</summary>
    public float[] Flush() => Cleaned([.. _resampler.Process(_mixer.Flush()), .. _resampler.Flush()]);

    // The resampler overshoots at steps.
    private static float[] Cleaned(float[] samples)
    {
        PcmSamples.Clean(samples);
        return samples;
    }
}
