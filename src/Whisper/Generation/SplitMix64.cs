namespace Transcribe.Whisper.Generation;

/// <summary>
/// Steele, Lea and Flood's SplitMix64. Its sequence is the same on every runtime version; System.Random does not guarantee that.
/// </summary>
internal sealed class SplitMix64
{
    private ulong _state;

    /// <summary>Uniform in [0, 1), in steps of 2⁻⁵³.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
