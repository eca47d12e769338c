namespace Transcribe.Whisper.Folder;

/// <summary>
/// A model's decoding rules from <c>generation_config.json</c>; the defaults are those of openai/whisper's <c>transcribe</c>.
/// </summary>
internal sealed record GenerationConfig
{
    /// <summary>Mean token log-probability below which the next temperature is tried.</summary>
    public const float DefaultLogProbabilityThreshold = -1.0f;

    /// <summary>Ratio of UTF-8 bytes to their zlib size above which the next temperature is tried.</summary>
    public const float DefaultCompressionRatioThreshold = 2.4f;

    /// <summary>No-speech probability above which a window with a low log-probability is silent.</summary>
    public const float DefaultNoSpeechThreshold = 0.6f;

    /// <summary>Largest index of the first timestamp: 50 steps of 20 ms, 1 s.</summary>
    public const int DefaultMaxInitialTimestampIndex = 50;

    public required SpecialTokens Tokens { get; init; }

    /// <summary>Whether the model has languages and tasks; false for <c>.en</c> models.</summary>
    public required bool Multilingual { get; init; }

    /// <summary>Ids that are never generated.</summary>
    public IReadOnlyList<int> SuppressTokens { get; init; } = [];

    /// <summary>Ids that are not generated first: a lone space and end-of-text.</summary>
    public IReadOnlyList<int> BeginSuppressTokens { get; init; } = [];

    public int MaxInitialTimestampIndex { get; init; } = DefaultMaxInitialTimestampIndex;

    public float LogProbabilityThreshold { get; init; } = DefaultLogProbabilityThreshold;

    public float CompressionRatioThreshold { get; init; } = DefaultCompressionRatioThreshold;

    public float NoSpeechThreshold { get; init; } = DefaultNoSpeechThreshold;

    /// <summary>(layer, head) pairs whose cross-attention follows the words; empty if the folder names none.</summary>
    public IReadOnlyList<(int Layer, int Head)> AlignmentHeads { get; init; } = [];
}
