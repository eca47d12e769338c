namespace Transcribe.Audio.Pcm;

/// <summary>Where the samples are in a file, and their layout.</summary>
/// <param name="Layout">Their layout.</param>
/// <param name="Offset">The number of bytes before the first sample.</param>
/// <param name="Length">The number of bytes of samples. The file may end earlier.</param>
internal sealed record PcmData(PcmLayout Layout, long Offset, long Length)
{
    /// <summary>The duration of the samples in a file of the given length.</summary>
    public TimeSpan DurationIn(long fileLength) =>
        TimeSpan.FromSeconds((double)Math.Clamp(fileLength - Offset, 0, Length) / Layout.BytesPerFrame / Layout.SampleRate);
}
