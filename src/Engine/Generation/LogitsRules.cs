using Transcribe.Engine.Models;

namespace Transcribe.Engine.Generation;

/// <summary>Which tokens may come next: sets the logits of all others to -∞, in the order of openai/whisper's <c>logit_filters</c>.</summary>
internal sealed class LogitsRules
{
    private readonly int[] _neverFirst;
    private readonly int[] _never;
    private readonly TimestampRules? _timestamps;

    public LogitsRules(GenerationConfig config, bool timestamps)
    {
        _neverFirst = [.. config.BeginSuppressTokens];
        _never = [.. config.SuppressTokens.Union(ControlTokens(config.Tokens)).Order()];
        _timestamps = timestamps ? new TimestampRules(config.Tokens, config.MaxInitialTimestampIndex) : null;
    }

    /// <summary>Masks the logits of the token after <paramref name="generated"/> in place.</summary>
    /// <param name="logits">[vocabulary].</param>
    /// <param name="generated">Tokens of this attempt so far, the start sequence excluded.</param>
    public void Apply(Span<float> logits, ReadOnlySpan<GeneratedToken> generated)
    {
        if (generated.IsEmpty)
            Suppress(logits, _neverFirst);
        Suppress(logits, _never);
        _timestamps?.Apply(logits, generated);
    }

    /// <summary>
    /// What openai/whisper's <c>_get_suppress_tokens</c> adds to any list: tasks, start of transcript, of previous text and of language model, no-speech.
    /// They are all special tokens but the languages, which it leaves alone, and no-timestamps, which the timestamp rules see to.
    /// </summary>
    private static IEnumerable<int> ControlTokens(SpecialTokens tokens) =>
        Enumerable.Range(tokens.EndOfText + 1, tokens.FirstTimestamp - tokens.EndOfText - 1)
            .Except(tokens.Languages.Values)
            .Except([tokens.NoTimestamps]);

    private static void Suppress(Span<float> logits, int[] ids)
    {
        foreach (var id in ids)
            logits[id] = float.NegativeInfinity;
    }
}
