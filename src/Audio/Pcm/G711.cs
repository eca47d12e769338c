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

    // Mu-law codes are sent with all bits inverted; the bias of 33 (in 14 bits) makes every segment's step a power of two.
    private static float DecodeMuLaw(int code)
    {
        const int bias = 33 << 2;
        var bits = ~code & 0xFF;
        var exponent = (bits >> 4) & 7;
        var magnitude = ((((bits & 15) << 3) + bias) << exponent) - bias;
        return ((bits & SignBit) != 0 ? -magnitude : magnitude) * Scale;
    }

    // A-law codes are sent with every second bit inverted; segment 0 is linear and has no leading one.
    private static float DecodeALaw(int code)
    {
        var bits = code ^ 0x55;
        var exponent = (bits >> 4) & 7;
        var mantissa = ((bits & 15) << 4) + 8;
        var magnitude = exponent == 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
        return ((bits & SignBit) != 0 ? magnitude : -magnitude) * Scale;
    }
}
