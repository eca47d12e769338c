using System.Numerics.Tensors;

namespace Transcribe.Whisper.Inference.Weights;

/// <summary>Symmetric 8-bit forms of a linear layer's matrix [outputs, inputs], as ONNX Runtime's integer products take them.</summary>
internal static class Quantization
{
    /// <summary>
    /// Inputs that share a scale in the block form. 128 are a little faster, and 32 slower; but from 128 on ONNX Runtime's kernels for AVX-512 sum a row of a pair in another
    /// order than a row that is left over, so that its last bits would depend on how many rows there are.
    /// </summary>
    public const int BlockSize = 64;

    /// <summary>MatMulNBits' zero point where none is given.</summary>
    private const int BlockZero = 128;

    /// <summary>
    /// The largest quantised weight of the column form. Without AVX-512 VNNI or AVX-VNNI two products of an unsigned and a signed byte are summed in 16 bits, which
    /// overflow above 64.
    /// </summary>
    private const int ColumnRange = 63;

    /// <summary>Blocks of a row; the last may be filled up.</summary>
    public static int Blocks(int inputs) => (inputs + BlockSize - 1) / BlockSize;

    /// <summary>MatMulNBits' form.</summary>
    /// <param name="matrix">[outputs, inputs].</param>
    /// <param name="inputs">Length of a row.</param>
    /// <param name="values">[outputs, blocks, <see cref="BlockSize"/>]; 128 is zero.</param>
    /// <param name="scales">[outputs, blocks].</param>
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

    /// <summary>DynamicQuantizeMatMul's form: one scale an output.</summary>
    /// <param name="matrix">[outputs, inputs].</param>
    /// <param name="inputs">Length of a row.</param>
    /// <param name="values">[inputs, outputs].</param>
    /// <param name="scales">[outputs].</param>
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
