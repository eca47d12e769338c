using Transcribe.Core;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper.Generation;

/// <summary>
/// The decoder's input before generation: <c>[startofprev, prompt …,] startoftranscript | [language, task,] [notimestamps]</c>.
/// </summary>
internal sealed class StartSequence
{
    private readonly int[] _rest;

    public StartSequence(GenerationConfig config, int textPositions, GenerationOptions options, ITextCodec codec)
    {
        Start = [.. Prompt(config.Tokens, textPositions, options.Settings.Prompt, codec), config.Tokens.StartOfTranscript];
        var task = config.Multilingual ? TaskToken(config.Tokens, options.Settings.Task) : null;
        int?[] rest = [task, options.Timestamps ? null : config.Tokens.NoTimestamps];
        _rest = [.. rest.OfType<int>()];
    }

    /// <summary>The tokens up to and including start-of-transcript; the logits after them contain the no-speech probability.</summary>
    public int[] Start { get; }

    /// <summary>The tokens after start-of-transcript; may be empty.</summary>
    /// <param name="language">The language's token; null for English-only models.</param>
    public int[] Rest(int? language) => language is { } id ? [id, .. _rest] : _rest;

    /// <summary>
    /// The end of the prompt: at most half the text context, its mark included, as in openai/whisper's <c>_get_initial_tokens</c>; empty if
    /// the model lacks the token that marks a prompt.
    /// </summary>
    private static IEnumerable<int> Prompt(SpecialTokens tokens, int textPositions, string prompt, ITextCodec codec) =>
        tokens.StartOfPrevious is { } previous && !string.IsNullOrWhiteSpace(prompt)
            ? codec.Encode(" " + prompt.Trim()).TakeLast((textPositions / 2) - 1).Prepend(previous)
            : [];

    private static int? TaskToken(SpecialTokens tokens, TranscriptionTask task) =>
        task == TranscriptionTask.Translate ? tokens.Translate : tokens.Transcribe;
}
