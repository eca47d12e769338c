using Transcribe.Whisper.Inference.Weights;

namespace Transcribe.Whisper.Tests.Inference.Weights;

public sealed class QuantizationTests
{
    private const int Outputs = 5;

    [Theory]
    [InlineData(1)]
    [InlineData(128)]
    [InlineData(300)]
    public void ToBlocks_Matrix_ComesBackWithinHalfAStep(int inputs)
    {
        var matrix = Random(inputs);
        var blocks = Quantization.Blocks(inputs);
        var (values, scales) = (new byte[Outputs * blocks * Quantization.BlockSize], new float[Outputs * blocks]);

        Quantization.ToBlocks(matrix, inputs, values, scales);

        for (var i = 0; i < matrix.Length; i++)
        {
            var block = (i / inputs * blocks) + (i % inputs / Quantization.BlockSize);
            var value = values[(block * Quantization.BlockSize) + (i % inputs % Quantization.BlockSize)] - 128;
            Assert.InRange(MathF.Abs(matrix[i] - (value * scales[block])), 0, scales[block] * 0.5001f);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    public void ToColumns_Matrix_ComesBackWithinHalfAStep(int inputs)
    {
        var matrix = Random(inputs);
        var (values, scales) = (new sbyte[matrix.Length], new float[Outputs]);

        Quantization.ToColumns(matrix, inputs, values, scales);

        for (var i = 0; i < matrix.Length; i++)
        {
            var (output, input) = (i / inputs, i % inputs);
            Assert.InRange(MathF.Abs(matrix[i] - (values[(input * Outputs) + output] * scales[output])), 0, scales[output] * 0.5001f);
        }
        // The sum of two products with an unsigned byte must fit into 16 bits.
        Assert.All(values, value => Assert.InRange(value, -64, 63));
    }

    [Fact]
    public void ToBlocks_Zeros_AreZero()
    {
        var (values, scales) = (new byte[Quantization.BlockSize], new float[1]);

        Quantization.ToBlocks(new float[100], 100, values, scales);

        Assert.All(values, value => Assert.Equal(128, value));
        Assert.True(float.IsFinite(scales[0]));
    }

    private static float[] Random(int inputs)
    {
        var random = new Random(inputs);
        return [.. Enumerable.Range(0, Outputs * inputs).Select(_ => random.NextSingle() - 0.5f)];
    }
}
