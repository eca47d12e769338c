using Transcribe.Engines.Fallback;

namespace Transcribe.Whisper.Folder;

/// <summary>
/// A model's decoding rules from <c>generation_config.json</c>; the defaults are those of openai/whisper's <c>transcribe</c>.
/// </summary>
internal sealed record GenerationConfig
{
    /// <summary>Largest index of the first timestamp: 50 steps of 20 ms, 1 s.</summary>
    public const int DefaultMaxInitialTimestampIndex = 50;

    /// <summary>The time between two timestamps.</summary>
    public static readonly TimeSpan TimestampStep = TimeSpan.FromMilliseconds(20);

    public required SpecialTokens Tokens { get; init; }

    /// <summary>Whether the model has languages and tasks; false for <c>.en</c> models.</summary>
    public required bool Multilingual { get; init; }

    /// <summary>Ids that are never generated.</summary>
    public IReadOnlyList<int> SuppressTokens { get; init; } = [];

    /// <summary>Ids that are not generated first: a lone space and end-of-text.</summary>
    public IReadOnlyList<int> BeginSuppressTokens { get; init; } = [];

    public int MaxInitialTimestampIndex { get; init; } = DefaultMaxInitialTimestampIndex;

    /// <summary>When an attempt is not good enough.</summary>
    public FallbackThresholds Thresholds { get; init; } = new();

    /// <summary>(layer, head) pairs whose cross-attention follows the words; empty if the folder names none.</summary>
    public IReadOnlyList<(int Layer, int Head)> AlignmentHeads { get; init; } = [];
}
