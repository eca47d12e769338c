using Transcribe.Core;

namespace Transcribe.Whisper.Folder;

/// <summary>A Hugging Face Whisper folder, read and checked; weights and vocabulary are loaded later.</summary>
internal sealed record WhisperFolder
{
    /// <summary>The folder.</summary>
    public required string Path { get; init; }

    public required WhisperConfig Config { get; init; }

    public required GenerationConfig Generation { get; init; }

    /// <summary>
    /// The least silence that the model needs after a window's audio, 0 to 30 s, from <c>trailing_silence</c> (seconds) in
    /// <c>preprocessor_config.json</c>. Null means silence up to 30 s: stock models have no such field, because they were trained with this
    /// padding only.
    /// </summary>
    public TimeSpan? TrailingSilence { get; init; }

    /// <summary>
    /// The cost of 8-bit weights in percentage points of the word error rate, from <c>int8_word_error_points</c> in <c>config.json</c>. The
    /// packer of a model writes it after a measurement. Null if it was not measured; stock models have no such field.
    /// </summary>
    public float? Int8Cost { get; init; }

    /// <summary>The precision of matrix products, never <see cref="Core.Precision.Auto"/>.</summary>
    public Precision Precision { get; init; } = Precision.F32;

    /// <summary>
    /// (layer, head) pairs whose cross-attention follows the words: those that the folder names, else all heads of the later half of the
    /// layers, as in openai/whisper.
    /// </summary>
    public IReadOnlyList<(int Layer, int Head)> AlignmentHeads => Generation.AlignmentHeads.Count > 0
        ? Generation.AlignmentHeads
        : [.. from layer in Enumerable.Range(Config.DecoderLayers / 2, Config.DecoderLayers - (Config.DecoderLayers / 2))
              from head in Enumerable.Range(0, Config.DecoderHeads)
              select (layer, head)];
}
