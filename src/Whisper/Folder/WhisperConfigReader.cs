namespace Transcribe.Whisper.Folder;

/// <summary>Reads the architecture from <c>config.json</c>.</summary>
internal static class WhisperConfigReader
{
    /// <summary>Encoder positions of a 30 s window: 3000 mel frames, halved by the second convolution.</summary>
    private const int WindowPositions = 1500;

    public static WhisperConfig Read(ModelJson json)
    {
        CheckSupported(json);
        var config = new WhisperConfig
        {
            Width = Positive(json, "d_model"),
            EncoderLayers = Positive(json, "encoder_layers"),
            EncoderHeads = Positive(json, "encoder_attention_heads"),
            EncoderFeedForward = Positive(json, "encoder_ffn_dim"),
            DecoderLayers = Positive(json, "decoder_layers"),
            DecoderHeads = Positive(json, "decoder_attention_heads"),
            DecoderFeedForward = Positive(json, "decoder_ffn_dim"),
            MelBins = Positive(json, "num_mel_bins"),
            AudioPositions = Positive(json, "max_source_positions"),
            TextPositions = Positive(json, "max_target_positions"),
            VocabularySize = Positive(json, "vocab_size"),
        };
        CheckHeads(json, config.Width, config.EncoderHeads, "encoder_attention_heads");
        CheckHeads(json, config.Width, config.DecoderHeads, "decoder_attention_heads");
        return config.AudioPositions == WindowPositions
            ? config
            : throw json.Wrong($"\"max_source_positions\" is {config.AudioPositions}; only {WindowPositions} (30 s windows) is supported");
    }

    private static void CheckSupported(ModelJson json)
    {
        var type = json.OptionalString("model_type");
        if (type != "whisper")
            throw json.Wrong($"is not a Whisper model: \"model_type\" is {(type is null ? "missing" : $"\"{type}\"")}");
        if (json.OptionalString("activation_function") is { } activation && activation != "gelu")
            throw json.Wrong($"\"activation_function\" is \"{activation}\"; only \"gelu\" is supported");
        if (json.OptionalBool("scale_embedding") is true)
            throw json.Wrong("\"scale_embedding\" is true, which is not supported");
    }

    private static int Positive(ModelJson json, string name)
    {
        var value = json.Int(name);
        return value > 0 ? value : throw json.Wrong($"\"{name}\" is {value}, not a positive number");
    }

    private static void CheckHeads(ModelJson json, int width, int heads, string name)
    {
        if (width % heads != 0)
            throw json.Wrong($"\"d_model\" ({width}) is not a multiple of \"{name}\" ({heads})");
    }
}
