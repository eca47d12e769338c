using System.Text.Json;

namespace Transcribe.Bench.Models;

/// <summary>
/// Writes a Hugging Face Whisper folder with random weights. Inference costs as much as with a real model of the same shape. The model
/// generates the same number of words for every window (<see cref="Recital"/>), with a probability that never triggers a fallback.
/// Everything except the weights is as in any checkpoint.
/// </summary>
/// <param name="shape">The dimensions of the model.</param>
/// <param name="words">The number of text tokens per window, 1 to <see cref="Recital.MaxWords"/>.</param>
/// <param name="seed">The seed; equal seeds produce equal folders.</param>
internal sealed class RandomModel(ModelShape shape, int words, int seed)
{
    private readonly SyntheticVocabulary _vocabulary = new(shape.LanguageCount);

    /// <summary>Writes the folder and replaces existing files.</summary>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        WriteJson(folder, "config.json", Architecture());
        WriteJson(folder, "generation_config.json", Rules());
        WriteJson(folder, "preprocessor_config.json", Features());
        WriteJson(folder, "vocab.json", SyntheticVocabulary.Text());
        WriteJson(folder, "added_tokens.json", _vocabulary.Added());
        File.WriteAllText(Path.Combine(folder, "merges.txt"), "#version: 0.2\n");
        var weights = new WeightList(shape, _vocabulary.Size, new Recital(_vocabulary, words).Answers(), new RandomValues(seed));
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), weights.Build());
    }

    private Dictionary<string, object> Architecture() => new()
    {
        ["model_type"] = "whisper",
        ["architectures"] = (string[])["WhisperForConditionalGeneration"],
        ["activation_function"] = "gelu",
        ["d_model"] = shape.Width,
        ["encoder_layers"] = shape.EncoderLayers,
        ["encoder_attention_heads"] = shape.Heads,
        ["encoder_ffn_dim"] = shape.FeedForward,
        ["decoder_layers"] = shape.DecoderLayers,
        ["decoder_attention_heads"] = shape.Heads,
        ["decoder_ffn_dim"] = shape.FeedForward,
        ["num_mel_bins"] = shape.MelBins,
        ["max_source_positions"] = ModelShape.AudioPositions,
        ["max_target_positions"] = ModelShape.TextPositions,
        ["vocab_size"] = _vocabulary.Size,
        ["scale_embedding"] = false,
        ["torch_dtype"] = "float16",
        ["decoder_start_token_id"] = SyntheticVocabulary.StartOfTranscript,
        ["eos_token_id"] = SyntheticVocabulary.EndOfText,
        ["is_encoder_decoder"] = true,
    };

    private Dictionary<string, object> Rules() => new()
    {
        ["decoder_start_token_id"] = SyntheticVocabulary.StartOfTranscript,
        ["eos_token_id"] = SyntheticVocabulary.EndOfText,
        ["no_timestamps_token_id"] = _vocabulary.NoTimestamps,
        ["prev_sot_token_id"] = _vocabulary.StartOfPrevious,
        ["is_multilingual"] = true,
        ["lang_to_id"] = _vocabulary.Languages,
        ["task_to_id"] = new Dictionary<string, int> { ["transcribe"] = _vocabulary.Transcribe, ["translate"] = _vocabulary.Translate },
        ["begin_suppress_tokens"] = (int[])[SyntheticVocabulary.Space, SyntheticVocabulary.EndOfText],
        ["suppress_tokens"] = (int[])[],
        ["max_initial_timestamp_index"] = 50,
        ["max_length"] = ModelShape.TextPositions,
    };

    private Dictionary<string, object?> Features() => new()
    {
        ["feature_extractor_type"] = "WhisperFeatureExtractor",
        ["feature_size"] = shape.MelBins,
        ["sampling_rate"] = 16_000,
        ["n_fft"] = 400,
        ["hop_length"] = 160,
        ["chunk_length"] = 30,
        ["trailing_silence"] = shape.TrailingSilence,
    };

    private static void WriteJson<T>(string folder, string name, T value) =>
        File.WriteAllBytes(Path.Combine(folder, name), JsonSerializer.SerializeToUtf8Bytes(value));
}
