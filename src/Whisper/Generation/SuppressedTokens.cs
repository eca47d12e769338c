using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Generation;

/// <summary>The tokens that a model is not to generate whatever came before, by list.</summary>
internal sealed class SuppressedTokens(GenerationConfig config)
{
    private readonly int[] _always = [.. config.SuppressTokens.Union(ControlTokens(config.Tokens)).Order()];
    private readonly int[] _first = [.. config.BeginSuppressTokens];
    private readonly int _noTimestamps = config.Tokens.NoTimestamps;

    /// <summary>Sets their logits to -∞.</summary>
    /// <param name="logits">[vocabulary].</param>
    /// <param name="isFirst">Whether an attempt's first token is to be chosen.</param>
    /// <param name="hasTimestamps">Whether timestamps are to be written.</param>
    public void Suppress(Span<float> logits, bool isFirst, bool hasTimestamps)
    {
        if (isFirst)
            Suppress(logits, _first);
        Suppress(logits, _always);
        if (hasTimestamps)
            logits[_noTimestamps] = float.NegativeInfinity;
    }

    /// <summary>
    /// What openai/whisper's <c>_get_suppress_tokens</c> adds to any list: tasks, start of transcript, of previous text and of language model, no-speech.
    /// They are all special tokens but the languages, which it leaves alone, and no-timestamps, which it suppresses where timestamps are written.
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
