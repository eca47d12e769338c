using Transcribe.Core;

namespace Transcribe.Whisper.Generation;

/// <summary>Options of one window's generation.</summary>
internal sealed record GenerationOptions
{
    /// <summary>The request's settings. Languages are codes that the model has; English-only models ignore them.</summary>
    public TranscriptionSettings Settings { get; init; } = new();

    /// <summary>
    /// The fixed beginning of the text: tokens that an earlier run over the beginning of the same audio generated, timestamps included.
    /// Generation continues after them, and they stand even if the rest is rejected.
    /// </summary>
    public IReadOnlyList<GeneratedToken> Prefix { get; init; } = [];

    /// <summary>Whether the model generates timestamp tokens; false only in exactness tests.</summary>
    public bool Timestamps { get; init; } = true;

    /// <summary>The largest number of generated tokens; null means half the text context (224), as in openai/whisper.</summary>
    public int? MaxTokens { get; init; }
}
