namespace Transcribe.Whisper.Folder;

/// <summary>Decoding rules of a model, from its <c>generation_config.json</c>; defaults are those of openai/whisper's <c>transcribe</c>.</summary>
public sealed record GenerationConfig
{
    /// <summary>Temperature falls back below this mean token log-probability.</summary>
    public const float DefaultLogProbabilityThreshold = -1.0f;

    /// <summary>Temperature falls back above this ratio of UTF-8 bytes to their zlib size.</summary>
    public const float DefaultCompressionRatioThreshold = 2.4f;

    /// <summary>A window is silent above this no-speech probability when its log-probability is low too.</summary>
    public const float DefaultNoSpeechThreshold = 0.6f;

    /// <summary>The first timestamp is at most 1 s in: 50 steps of 20 ms.</summary>
    public const int DefaultMaxInitialTimestampIndex = 50;

    public required SpecialTokens Tokens { get; init; }

    /// <summary>Whether the model knows languages and tasks; false for <c>.en</c> models.</summary>
    public required bool Multilingual { get; init; }

    /// <summary>Ids never generated.</summary>
    public IReadOnlyList<int> SuppressTokens { get; init; } = [];

    /// <summary>Ids not generated first: a lone space and end-of-text.</summary>
    public IReadOnlyList<int> BeginSuppressTokens { get; init; } = [];

    public int MaxInitialTimestampIndex { get; init; } = DefaultMaxInitialTimestampIndex;

    public float LogProbabilityThreshold { get; init; } = DefaultLogProbabilityThreshold;

    public float CompressionRatioThreshold { get; init; } = DefaultCompressionRatioThreshold;

    public float NoSpeechThreshold { get; init; } = DefaultNoSpeechThreshold;

    /// <summary>(layer, head) pairs whose cross-attention follows the words; empty where the folder names none.</summary>
    public IReadOnlyList<(int Layer, int Head)> AlignmentHeads { get; init; } = [];
}
