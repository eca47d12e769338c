using System.Numerics.Tensors;
using Transcribe.Engine.Models;

namespace Transcribe.Engine.Generation;

/// <summary>Timestamps come first, in pairs and in order, and whenever they are likelier than any text: openai/whisper's <c>ApplyTimestampRules</c>.</summary>
internal sealed class TimestampRules(SpecialTokens tokens, int maxInitialIndex)
{
    private readonly int _first = tokens.FirstTimestamp;

    /// <inheritdoc cref="LogitsRules.Apply"/>
    public void Apply(Span<float> logits, ReadOnlySpan<GeneratedToken> generated)
    {
        logits[tokens.NoTimestamps] = float.NegativeInfinity;
        if (generated.IsEmpty)
            StartWithTimestamp(logits);
        else
            KeepPairsInOrder(logits, generated);
        PreferLikelyTimestamp(logits);
    }

    private void StartWithTimestamp(Span<float> logits)
    {
        Forbid(logits[.._first]);
        Forbid(logits[Math.Min(_first + maxInitialIndex + 1, logits.Length)..]);
    }

    private void KeepPairsInOrder(Span<float> logits, ReadOnlySpan<GeneratedToken> generated)
    {
        var afterTimestamp = IsTimestamp(generated[^1]);
        var closesSegment = afterTimestamp && generated.Length > 1 && !IsTimestamp(generated[^2]);
        if (closesSegment)
            Forbid(logits[..tokens.EndOfText]);
        else if (afterTimestamp)
            Forbid(logits[_first..]);
        if (LastTimestamp(generated) is not { } last)
            return;
        // A segment may begin where the one before it ended, but has to end later than it began, or generation could loop for ever.
        Forbid(logits[_first..(closesSegment ? last : last + 1)]);
    }

    private void PreferLikelyTimestamp(Span<float> logits)
    {
        var text = logits[.._first];
        if (LogProbability.LogSumExp(logits[_first..]) > TensorPrimitives.Max(text))
            Forbid(text);
    }

    private int? LastTimestamp(ReadOnlySpan<GeneratedToken> generated)
    {
        for (var i = generated.Length - 1; i >= 0; i--)
        {
            if (IsTimestamp(generated[i]))
                return generated[i].Id;
        }

        return null;
    }

    private bool IsTimestamp(GeneratedToken token) => token.Id >= _first;

    private static void Forbid(Span<float> logits) => logits.Fill(float.NegativeInfinity);
}
