namespace Transcribe.Bench.Models;

/// <summary>The dimensions of a multilingual Whisper checkpoint, <c>ModelDimensions</c> in openai/whisper.</summary>
/// <param name="Width">The width of encoder and decoder. A feed-forward layer is four times as wide, and an attention head has width
/// 64.</param>
/// <param name="EncoderLayers">The number of encoder layers.</param>
/// <param name="DecoderLayers">The number of decoder layers.</param>
/// <param name="MelBins">The number of mel bins: 128 since large-v3, 80 before.</param>
/// <param name="LanguageCount">The number of languages: 100 since large-v3, which added Cantonese, 99 before.</param>
/// <param name="TrailingSilence">The seconds of silence that the encoder requires after the audio; null, as in all stock models, for
/// silence up to 30 s.</param>
internal sealed record ModelShape(
    int Width, int EncoderLayers, int DecoderLayers, int MelBins = 80, int LanguageCount = 99, float? TrailingSilence = null)
{
    /// <summary>The encoder frames of a 30 s window.</summary>
    public const int AudioPositions = 1500;

    /// <summary>The maximum number of decoder tokens, including the prompt.</summary>
    public const int TextPositions = 448;

    public static IReadOnlyDictionary<string, ModelShape> Named { get; } = new Dictionary<string, ModelShape>
    {
        // The layers of the bundled model with a stock vocabulary. whisper.cpp assumes that a model with two decoder layers and 99
        // languages has no timestamps.
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
