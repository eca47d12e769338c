namespace Transcribe.Engine.Generation;

/// <summary>How one window is to be transcribed: the part of a request that a backend needs.</summary>
public sealed record WindowOptions
{
    /// <summary>Candidate languages the model knows: one is forced, several are detected among, none means detect among all. Ignored by English-only models.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    public TranscriptionTask Task { get; init; } = TranscriptionTask.Transcribe;

    /// <summary>Text given before the window as if it had been said; empty for none.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>
    /// What an earlier run over the beginning of the same audio wrote and nothing may take back: tokens from the text's start, timestamps included. The model
    /// goes on from there, and they stand even where the rest is rejected.
    /// </summary>
    public IReadOnlyList<GeneratedToken> Prefix { get; init; } = [];

    public bool WordTimestamps { get; init; }

    /// <summary>Null: greedy with fallback. Set: that one temperature.</summary>
    public float? Temperature { get; init; }

    /// <summary>Whether the model writes timestamp tokens; off only in exactness tests.</summary>
    public bool Timestamps { get; init; } = true;

    /// <summary>Hard cap on generated tokens; null means half the text context (224), as openai/whisper.</summary>
    public int? MaxTokens { get; init; }
}
