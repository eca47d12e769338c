using System.Numerics.Tensors;
using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Generation;

/// <summary>Sets the logits of tokens that may not come next to -∞, like openai/whisper's <c>logit_filters</c>.</summary>
internal sealed class LogitsRules(GenerationConfig config, bool timestamps)
{
    private readonly int _firstTimestamp = config.Tokens.FirstTimestamp;
    private readonly SuppressedTokens _suppressed = new(config);
    private readonly TimestampRules? _timestamps = timestamps ? new TimestampRules(config.Tokens, config.MaxInitialTimestampIndex) : null;

    /// <summary>The constraints on the token after <paramref name="generated"/>.</summary>
    /// <param name="generated">Tokens of this attempt so far, the start sequence excluded.</param>
    public TokenConstraints After(ReadOnlySpan<GeneratedToken> generated) => _timestamps?.After(generated) ?? new TokenConstraints
    {
        IsFirst = generated.IsEmpty,
        HasTimestamps = false,
        FirstText = 0,
        FirstTimestamp = _firstTimestamp,
        EndTimestamp = TokenConstraints.NoEnd,
    };

    /// <summary>Masks logits in place.</summary>
    /// <param name="logits">[vocabulary].</param>
    /// <param name="constraints">The constraints on the token.</param>
    public void Apply(Span<float> logits, TokenConstraints constraints)
    {
        _suppressed.Suppress(logits, constraints.IsFirst, constraints.HasTimestamps);
        Forbid(logits[..constraints.FirstText]);
        Forbid(logits[_firstTimestamp..constraints.FirstTimestamp]);
        Forbid(logits[Math.Min(constraints.EndTimestamp, logits.Length)..]);
        if (constraints.HasTimestamps)
            PreferLikelyTimestamp(logits);
    }

    private void PreferLikelyTimestamp(Span<float> logits)
    {
        var text = logits[.._firstTimestamp];
        if (LogProbability.LogSumExp(logits[_firstTimestamp..]) > TensorPrimitives.Max(text))
            Forbid(text);
    }

    private static void Forbid(Span<float> logits) => logits.Fill(float.NegativeInfinity);
}
