namespace Transcribe.Audio.Pcm;

/// <summary>ITU-T G.711: eight-bit logarithmic samples, used in telephony.</summary>
internal static class G711
{
    private const int SignBit = 0x80;

    // 14-bit mu-law and 13-bit A-law magnitudes are scaled to 16 bits.
    private const float Scale = 1f / 32768f;

    /// <summary>The sample, -1 to 1, of each mu-law code.</summary>
    public static float[] MuLaw { get; } = [.. Enumerable.Range(0, 256).Select(DecodeMuLaw)];

    /// <summary>The sample, -1 to 1, of each A-law code.</summary>
    public static float[] ALaw { get; } = [.. Enumerable.Range(0, 256).Select(DecodeALaw)];

    // All bits of a mu-law code are inverted. The bias is 33 in 14 bits, as in G.711.
    private static float DecodeMuLaw(int code)
    {
        const int bias = 33 << 2;
        var bits = ~code & 0xFF;
        var exponent = (bits >> 4) & 7;
        var magnitude = ((((bits & 15) << 3) + bias) << exponent) - bias;
        return ((bits & SignBit) != 0 ? -magnitude : magnitude) * Scale;
    }

    // Every second bit of an A-law code is inverted. Segment 0 is linear and has no implicit leading one.
    private static float DecodeALaw(int code)
    {
        var bits = code ^ 0x55;
        var exponent = (bits >> 4) & 7;
        var mantissa = ((bits & 15) << 4) + 8;
        var magnitude = exponent == 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
        return ((bits & SignBit) != 0 ? magnitude : -magnitude) * Scale;
    }
}
