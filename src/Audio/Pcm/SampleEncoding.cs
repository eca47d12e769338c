namespace Transcribe.Audio.Pcm;

/// <summary>How one sample is written; little-endian.</summary>
internal enum SampleEncoding
{
    Unsigned8,
    Signed16,
    Signed24,
    Signed32,
    Float32,
    Float64,
    MuLaw,
    ALaw,
}
