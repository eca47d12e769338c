using Transcribe.Core;

namespace Transcribe.Whisper.Folder;

/// <summary>A Hugging Face Whisper folder, read and checked; weights and vocabulary stay on disk until they are asked for.</summary>
public sealed record WhisperFolder
{
    /// <summary>The folder.</summary>
    public required string Path { get; init; }

    public required WhisperConfig Config { get; init; }

    public required GenerationConfig Generation { get; init; }

    /// <summary>
    /// Silence that the model wants after the audio of a window at least, 0 to 30 s, from <c>trailing_silence</c> (seconds) in <c>preprocessor_config.json</c>.
    /// Null, as in all stock models, for silence up to 30 s: the only padding that they were trained with.
    /// </summary>
    public TimeSpan? TrailingSilence { get; init; }

    /// <summary>
    /// What 8-bit weights cost, in percentage points of the word error rate, from <c>int8_word_error_points</c> in <c>config.json</c>; whoever packs a model writes it
    /// there once it is measured. Null, as in all stock models, where nobody did.
    /// </summary>
    public float? Int8Cost { get; init; }

    /// <summary>What its matrices are multiplied in, never <see cref="Core.Precision.Auto"/>.</summary>
    public Precision Precision { get; init; } = Precision.F32;

    /// <summary>(layer, head) pairs whose cross-attention follows the words: those that the folder names, else, as openai/whisper takes them, all of the later half of the layers.</summary>
    public IReadOnlyList<(int Layer, int Head)> AlignmentHeads => Generation.AlignmentHeads.Count > 0
        ? Generation.AlignmentHeads
        : [.. from layer in Enumerable.Range(Config.DecoderLayers / 2, Config.DecoderLayers - (Config.DecoderLayers / 2))
              from head in Enumerable.Range(0, Config.DecoderHeads)
              select (layer, head)];
}
