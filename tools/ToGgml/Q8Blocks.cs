using System.Buffers.Binary;
using System.Numerics.Tensors;

namespace Transcribe.ToGgml;

/// <summary>Encodes 8-bit weights in blocks, <c>q8_0</c> in ggml.</summary>
internal static class Q8Blocks
{
    /// <summary>The number of elements in a block. The length of a row must be a multiple of it.</summary>
    public const int Length = 32;

    private const int Scale = 2;

    /// <summary>Encodes each block as an f16 scale (the largest magnitude divided by 127) and its elements divided by that scale.</summary>
    /// <param name="values">The values; their count is a multiple of <see cref="Length"/>.</param>
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
