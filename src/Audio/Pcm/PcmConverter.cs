namespace Transcribe.Audio.Pcm;

/// <summary>Interleaved PCM as it comes in, cut anywhere, to mono samples at 16 kHz, -1 to 1. One audio, one converter.</summary>
internal sealed class PcmConverter(PcmLayout layout)
{
    private readonly Resampler _resampler = new(layout.SampleRate);
    private byte[] _partialFrame = [];

    /// <summary>What the bytes so far yield and was not given out yet; may be empty. The array is fresh.</summary>
    public float[] Convert(ReadOnlySpan<byte> bytes)
    {
        if (_partialFrame.Length > 0)
            bytes = (byte[])[.. _partialFrame, .. bytes];
        var whole = bytes.Length - (bytes.Length % layout.BytesPerFrame);
        _partialFrame = bytes[whole..].ToArray();

        var samples = new float[whole / layout.BytesPerSample];
        PcmSamples.Read(bytes[..whole], layout.Encoding, samples);
        // Before the filters: one NaN there would spread over its neighbours.
        PcmSamples.Clean(samples);
        return Cleaned(_resampler.Process(PcmSamples.Downmix(samples, layout.Channels)));
    }

    /// <summary>What the end of the audio releases from the resampler. A frame cut off by the end is dropped.</summary>
    public float[] Flush() => Cleaned(_resampler.Flush());

    // Resampling overshoots at steps.
    private static float[] Cleaned(float[] samples)
    {
        PcmSamples.Clean(samples);
        return samples;
    }
}
