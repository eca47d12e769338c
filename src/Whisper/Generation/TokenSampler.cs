using System.Buffers;
using System.Numerics.Tensors;
using Transcribe.Core;

namespace Transcribe.Whisper.Generation;

/// <summary>
/// Chooses the next token. Draws depend only on the logits and not on time, thread or other rows of the batch: every window starts with the
/// same seed.
/// </summary>
internal sealed class TokenSampler
{
    private readonly SplitMix64 _random = new();

    /// <summary>
    /// Returns the likeliest token at temperature 0 (the lowest id of several), else a token drawn from softmax(logits / temperature).
    /// </summary>
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

    /// <summary>The error for a row whose logits are not finite.</summary>
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

    /// <summary>Draws an index in proportion to the weights; null if rounding moved the draw past the last index.</summary>
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
