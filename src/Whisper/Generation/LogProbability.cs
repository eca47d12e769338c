using System.Numerics.Tensors;

namespace Transcribe.Whisper.Generation;

/// <summary>Normalises logits, vectorised and without a buffer of the vocabulary's size.</summary>
internal static class LogProbability
{
    /// <summary>Floats exponentiated at a time: 4 KiB, which stays in the first-level cache.</summary>
    private const int BlockLength = 1024;

    /// <summary>
    /// ln Σ exp(logit), computed relative to the maximum to avoid overflow; -∞ if there are no logits, NaN if a logit is NaN.
    /// </summary>
    public static float LogSumExp(ReadOnlySpan<float> logits) =>
        logits.IsEmpty ? float.NegativeInfinity : LogSumExp(logits, TensorPrimitives.Max(logits));

    /// <summary>The same with a known maximum.</summary>
    public static float LogSumExp(ReadOnlySpan<float> logits, float max) =>
        float.IsFinite(max) ? max + (float)Math.Log(SumOfExponentials(logits, max)) : max;

    /// <summary>Softmax probability of one id among all.</summary>
    public static float Softmax(ReadOnlySpan<float> logits, int id) => MathF.Exp(logits[id] - LogSumExp(logits));

    private static double SumOfExponentials(ReadOnlySpan<float> logits, float max)
    {
        Span<float> block = stackalloc float[BlockLength];
        var sum = 0.0;
        while (!logits.IsEmpty)
        {
            var part = block[..Math.Min(BlockLength, logits.Length)];
            TensorPrimitives.Subtract(logits[..part.Length], max, part);
            TensorPrimitives.Exp(part, part);
            sum += TensorPrimitives.Sum<float>(part);
            logits = logits[part.Length..];
        }

        return sum;
    }
}
