namespace Transcribe.Bench.Models;

/// <summary>The size of a multilingual Whisper checkpoint: openai/whisper's <c>ModelDimensions</c>, as the checkpoints carry them.</summary>
/// <param name="Width">Of both stacks; a feed-forward layer is four times as wide, a head 64.</param>
/// <param name="EncoderLayers">Transformer layers over the audio.</param>
/// <param name="DecoderLayers">Transformer layers over the text.</param>
/// <param name="MelBins">80, or 128 from large-v3 on.</param>
/// <param name="LanguageCount">99, or 100 from large-v3 on, which knows Cantonese.</param>
/// <param name="TrailingSilence">Seconds of silence that the encoder wants after the audio; null, as in all stock models, for silence up to 30 s.</param>
internal sealed record ModelShape(int Width, int EncoderLayers, int DecoderLayers, int MelBins = 80, int LanguageCount = 99, float? TrailingSilence = null)
{
    /// <summary>Encoder frames of a 30 s window.</summary>
    public const int AudioPositions = 1500;

    /// <summary>Decoder tokens, prompt included.</summary>
    public const int TextPositions = 448;

    public static IReadOnlyDictionary<string, ModelShape> Named { get; } = new Dictionary<string, ModelShape>
    {
        // The bundled model's layers under a stock vocabulary; whisper.cpp takes two decoder layers with 99 languages for a model without timestamps.
        ["digits"] = new(128, 4, 2, LanguageCount: 100, TrailingSilence: 1),
        ["tiny"] = new(384, 4, 4),
        ["base"] = new(512, 6, 6),
        ["small"] = new(768, 12, 12),
        ["medium"] = new(1024, 24, 24),
        ["large-v2"] = new(1280, 32, 32),
        ["large-v3"] = new(1280, 32, 32, 128, 100),
        ["large-v3-turbo"] = new(1280, 32, 4, 128, 100),
    };

    public int Heads => Width / 64;

    public int FeedForward => 4 * Width;
}
