namespace Transcribe.Whisper.Folder;

/// <summary>The architecture from a folder's <c>config.json</c>, with Hugging Face's names.</summary>
internal sealed record WhisperConfig
{
    /// <summary><c>d_model</c>: the width of encoder and decoder.</summary>
    public required int Width { get; init; }

    public required int EncoderLayers { get; init; }

    public required int EncoderHeads { get; init; }

    public required int EncoderFeedForward { get; init; }

    public required int DecoderLayers { get; init; }

    public required int DecoderHeads { get; init; }

    public required int DecoderFeedForward { get; init; }

    /// <summary><c>num_mel_bins</c>: 80, or 128 from large-v3 on.</summary>
    public required int MelBins { get; init; }

    /// <summary><c>max_source_positions</c>: encoder positions of one window, 1500.</summary>
    public required int AudioPositions { get; init; }

    /// <summary><c>max_target_positions</c>: decoder positions, 448.</summary>
    public required int TextPositions { get; init; }

    public required int VocabularySize { get; init; }
}
