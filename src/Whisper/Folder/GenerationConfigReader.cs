using System.Text.Json;
using Transcribe.Engines.Fallback;

namespace Transcribe.Whisper.Folder;

/// <summary>Reads decoding rules from <c>generation_config.json</c>, or from <c>config.json</c> in folders older than that file.</summary>
internal sealed class GenerationConfigReader(
    ModelJson config, ModelJson? generation, IReadOnlyDictionary<string, int> specials, WhisperConfig architecture)
{
    /// <summary>
    /// openai/whisper, model.py: a checkpoint with fewer than 51865 tokens is English-only. Used only if the folder does not state it.
    /// </summary>
    private const int EnglishOnlyVocabulary = 51_864;

    private readonly ModelJson _rules = generation ?? config;

    public GenerationConfig Read()
    {
        var multilingual = _rules.OptionalBool("is_multilingual")
            ?? (_rules.OptionalObject("lang_to_id") is not null || architecture.VocabularySize != EnglishOnlyVocabulary);
        return new GenerationConfig
        {
            Tokens = new SpecialTokensReader(config, _rules, specials, architecture.VocabularySize).Read(multilingual),
            Multilingual = multilingual,
            SuppressTokens = Ids("suppress_tokens"),
            BeginSuppressTokens = Ids("begin_suppress_tokens"),
            MaxInitialTimestampIndex =
                _rules.OptionalInt("max_initial_timestamp_index") ?? GenerationConfig.DefaultMaxInitialTimestampIndex,
            Thresholds = Thresholds(new()),
            AlignmentHeads = AlignmentHeads(),
        };
    }

    private FallbackThresholds Thresholds(FallbackThresholds standard) => new(
        _rules.OptionalFloat("logprob_threshold") ?? standard.LogProbability,
        _rules.OptionalFloat("compression_ratio_threshold") ?? standard.CompressionRatio,
        _rules.OptionalFloat("no_speech_threshold") ?? standard.NoSpeech);

    /// <summary>Skips null and -1 entries, which some exporters write for "none".</summary>
    private List<int> Ids(string name)
    {
        var ids = new List<int>();
        foreach (var element in _rules.OptionalArray(name)?.EnumerateArray() ?? default)
        {
            var id = element.ValueKind == JsonValueKind.Null ? -1 : _rules.ToInt(element, name);
            if (id >= architecture.VocabularySize)
                throw _rules.Wrong($"\"{name}\" holds {id}, but the vocabulary has {architecture.VocabularySize} tokens");
            if (id >= 0)
                ids.Add(id);
        }
        return ids;
    }

    /// <summary>Skips heads of layers that the decoder lacks: distilled models carry their teacher's list.</summary>
    private List<(int Layer, int Head)> AlignmentHeads()
    {
        var heads = new List<(int Layer, int Head)>();
        foreach (var pair in _rules.OptionalArray("alignment_heads")?.EnumerateArray() ?? default)
        {
            if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2)
                throw _rules.Wrong($"\"alignment_heads\" holds {pair.GetRawText()}, which is not a [layer, head] pair");
            var (layer, head) = (_rules.ToInt(pair[0], "alignment_heads"), _rules.ToInt(pair[1], "alignment_heads"));
            if (layer >= 0 && layer < architecture.DecoderLayers && head >= 0 && head < architecture.DecoderHeads)
                heads.Add((layer, head));
        }
        return heads;
    }
}
