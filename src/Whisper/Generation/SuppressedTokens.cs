using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Generation;

/// <summary>Lists the tokens that a model must never generate, independent of the tokens before.</summary>
internal sealed class SuppressedTokens(GenerationConfig config)
{
    private readonly int[] _always = [.. config.SuppressTokens.Union(ControlTokens(config.Tokens)).Order()];
    private readonly int[] _first = [.. config.BeginSuppressTokens];
    private readonly int _noTimestamps = config.Tokens.NoTimestamps;

    /// <summary>Sets the logits of these tokens to -∞.</summary>
    /// <param name="logits">[vocabulary].</param>
    /// <param name="isFirst">Whether the token is an attempt's first.</param>
    /// <param name="hasTimestamps">Whether the model generates timestamps.</param>
    public void Suppress(Span<float> logits, bool isFirst, bool hasTimestamps)
    {
        if (isFirst)
            Suppress(logits, _first);
        Suppress(logits, _always);
        if (hasTimestamps)
            logits[_noTimestamps] = float.NegativeInfinity;
    }

    /// <summary>
    /// The tokens that openai/whisper's <c>_get_suppress_tokens</c> adds to any list: the tasks, start of transcript, start of previous
    /// text, start of language model, and no-speech. These are all special tokens except the languages, which are not suppressed, and
    /// no-timestamps, which is suppressed only if timestamps are generated.
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
