using Transcribe.Core;

namespace Transcribe.Whisper.Generation;

/// <summary>How to generate the text of one window.</summary>
internal sealed record GenerationOptions
{
    /// <summary>The request's settings. Languages are codes that the model knows; English-only models ignore them.</summary>
    public TranscriptionSettings Settings { get; init; } = new();

    /// <summary>
    /// The beginning of the text, which generation must keep: tokens that an earlier run over the beginning of the same audio wrote, timestamps included.
    /// Generation continues after them, and they stand even if the rest is rejected.
    /// </summary>
    public IReadOnlyList<GeneratedToken> Prefix { get; init; } = [];

    /// <summary>Whether the model writes timestamp tokens; false only in exactness tests.</summary>
    public bool Timestamps { get; init; } = true;

    /// <summary>Hard cap on generated tokens; null means half the text context (224), as in openai/whisper.</summary>
    public int? MaxTokens { get; init; }
}
