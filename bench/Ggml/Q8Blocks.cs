using System.Buffers.Binary;
using System.Numerics.Tensors;

namespace Transcribe.Bench.Ggml;

/// <summary>8-bit weights in blocks: ggml's <c>q8_0</c>.</summary>
internal static class Q8Blocks
{
    /// <summary>Elements of a block; rows have to be multiples of it.</summary>
    public const int Length = 32;

    private const int Scale = 2;

    /// <summary>Each block's f16 scale, the largest magnitude over 127, and its elements over that scale.</summary>
    /// <param name="values">A multiple of <see cref="Length"/>.</param>
    public static byte[] Quantize(ReadOnlySpan<float> values)
    {
        var bytes = new byte[values.Length / Length * (Scale + Length)];
        for (var block = 0; block < values.Length / Length; block++)
            Quantize(values.Slice(block * Length, Length), bytes.AsSpan(block * (Scale + Length), Scale + Length));
        return bytes;
    }

    private static void Quantize(ReadOnlySpan<float> values, Span<byte> block)
    {
        var scale = MathF.Abs(TensorPrimitives.MaxMagnitude(values)) / sbyte.MaxValue;
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)scale);
        for (var i = 0; i < values.Length; i++)
            block[Scale + i] = scale > 0 ? (byte)(sbyte)MathF.Round(values[i] / scale, MidpointRounding.AwayFromZero) : (byte)0;
    }
}
