using System.Buffers;
using System.Numerics.Tensors;
using Transcribe.Core;

namespace Transcribe.Whisper.Generation;

/// <summary>
/// Chooses the next token. Draws depend on the logits alone, never on time, thread or neighbours in the batch: every window starts from the same seed.
/// </summary>
internal sealed class TokenSampler
{
    private readonly SplitMix64 _random = new();

    /// <summary>The likeliest token at temperature 0 (the lowest id of several), else one drawn from softmax(logits / temperature).</summary>
    /// <param name="logits">[vocabulary], after the rules; not changed.</param>
    /// <param name="temperature">0 or above.</param>
    /// <returns>The token with its log-probability at temperature 1.</returns>
    /// <exception cref="TranscriptionException">A logit is NaN or +∞, or no token is allowed.</exception>
    public GeneratedToken Sample(ReadOnlySpan<float> logits, float temperature)
    {
        var best = TensorPrimitives.IndexOfMax(logits);
        if (!float.IsFinite(logits[best]))
            throw NotFinite();
        var id = temperature == 0 ? best : Draw(logits, best, temperature);
        return new GeneratedToken(id, logits[id] - LogProbability.LogSumExp(logits, logits[best]));
    }

    /// <summary>What is said of a row whose logits are of no use.</summary>
    public static TranscriptionException NotFinite() => new(TranscriptionError.InferenceFailed, "The model's output is not finite.");

    private int Draw(ReadOnlySpan<float> logits, int best, float temperature)
    {
        var buffer = ArrayPool<float>.Shared.Rent(logits.Length);
        try
        {
            var weights = buffer.AsSpan(0, logits.Length);
            TensorPrimitives.Subtract(logits, logits[best], weights);
            TensorPrimitives.Divide(weights, temperature, weights);
            TensorPrimitives.Exp(weights, weights);
            return Draw(weights) ?? best;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
        }
    }

    /// <summary>An index drawn in proportion to the weights; null when rounding carried the draw past the last.</summary>
    private int? Draw(ReadOnlySpan<float> weights)
    {
        var left = _random.NextDouble() * TensorPrimitives.Sum(weights);
        for (var i = 0; i < weights.Length; i++)
        {
            left -= weights[i];
            if (left < 0)
                return i;
        }

        return null;
    }
}
