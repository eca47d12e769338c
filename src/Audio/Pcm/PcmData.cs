namespace Transcribe.Audio.Pcm;

/// <summary>Where the samples lie in a file, and how they are written.</summary>
/// <param name="Layout">How.</param>
/// <param name="Offset">Bytes before the first sample.</param>
/// <param name="Length">Bytes of samples; the file may end earlier.</param>
internal sealed record PcmData(PcmLayout Layout, long Offset, long Length)
{
    /// <summary>How long the samples are that a file of the given length holds.</summary>
    public TimeSpan DurationIn(long fileLength) =>
        TimeSpan.FromSeconds((double)Math.Clamp(fileLength - Offset, 0, Length) / Layout.BytesPerFrame / Layout.SampleRate);
}
