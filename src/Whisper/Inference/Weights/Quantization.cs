using System.Numerics.Tensors;

namespace Transcribe.Whisper.Inference.Weights;

/// <summary>
/// Quantises the matrix of a linear layer, [outputs, inputs], to the symmetric 8-bit forms that ONNX Runtime's integer products take.
/// </summary>
internal static class Quantization
{
    /// <summary>
    /// The number of inputs that share a scale in the block form. 128 would be a little faster, and 32 slower. From 128 on, ONNX Runtime's
    /// kernels for AVX-512 process rows in pairs and sum an unpaired row in another order, so the last bits of a row would depend on the
    /// number of rows.
    /// </summary>
    public const int BlockSize = 64;

    /// <summary>The default zero point of MatMulNBits for 8 bits.</summary>
    private const int BlockZero = 128;

    /// <summary>
    /// The largest magnitude of a quantised weight in the column form. CPUs without AVX-512 VNNI or AVX-VNNI add two products of an
    /// unsigned and a signed byte in 16 bits, and this sum overflows if weights exceed 64.
    /// </summary>
    private const int ColumnRange = 63;

    /// <summary>The number of blocks per row; the last one may be padded.</summary>
    public static int Blocks(int inputs) => (inputs + BlockSize - 1) / BlockSize;

    /// <summary>Computes the block form, which MatMulNBits takes: one scale per block of a row.</summary>
    /// <param name="matrix">[outputs, inputs].</param>
    /// <param name="inputs">The length of a row.</param>
    /// <param name="values">Receives [outputs, blocks, <see cref="BlockSize"/>]; 128 is zero.</param>
    /// <param name="scales">Receives [outputs, blocks].</param>
    public static void ToBlocks(ReadOnlySpan<float> matrix, int inputs, Span<byte> values, Span<float> scales)
    {
        var blocks = Blocks(inputs);
        values.Fill(BlockZero);
        for (var block = 0; block < scales.Length; block++)
        {
            var start = block % blocks * BlockSize;
            var source = matrix.Slice((block / blocks * inputs) + start, Math.Min(BlockSize, inputs - start));
            scales[block] = Scale(source, BlockZero - 1);
            var target = values.Slice(block * BlockSize, source.Length);
            for (var i = 0; i < source.Length; i++)
                target[i] = (byte)(BlockZero + MathF.Round(source[i] / scales[block]));
        }
    }

    /// <summary>Computes the column form, which DynamicQuantizeMatMul and MatMulIntegerToFloat take: one scale per output.</summary>
    /// <param name="matrix">[outputs, inputs].</param>
    /// <param name="inputs">The length of a row.</param>
    /// <param name="values">Receives [inputs, outputs].</param>
    /// <param name="scales">Receives [outputs].</param>
    public static void ToColumns(ReadOnlySpan<float> matrix, int inputs, Span<sbyte> values, Span<float> scales)
    {
        for (var output = 0; output < scales.Length; output++)
        {
            var source = matrix.Slice(output * inputs, inputs);
            scales[output] = Scale(source, ColumnRange);
            for (var input = 0; input < inputs; input++)
                values[(input * scales.Length) + output] = (sbyte)MathF.Round(source[input] / scales[output]);
        }
    }

    private static float Scale(ReadOnlySpan<float> values, int range)
    {
        var largest = MathF.Abs(TensorPrimitives.MaxMagnitude(values));
        return largest == 0 ? 1 : largest / range;
    }
}
