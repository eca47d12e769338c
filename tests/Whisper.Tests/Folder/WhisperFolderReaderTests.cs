using System.Text.Json.Nodes;
using Transcribe.Engines.Fallback;
using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Tests.Folder;

public sealed class WhisperFolderReaderTests : IDisposable
{
    private readonly ModelFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_BundledModel_ReadsTheArchitecture() => Assert.Equal(
        new WhisperConfig
        {
            Width = 128,
            EncoderLayers = 4,
            EncoderHeads = 2,
            EncoderFeedForward = 512,
            DecoderLayers = 2,
            DecoderHeads = 2,
            DecoderFeedForward = 512,
            MelBins = 80,
            AudioPositions = 1500,
            TextPositions = 448,
            VocabularySize = 1895,
        },
        _folder.Read().Config);

    [Fact]
    public void Read_BundledModel_WantsASecondOfSilence() => Assert.Equal(TimeSpan.FromSeconds(1), _folder.Read().TrailingSilence);

    [Fact]
    public void Read_NoTrailingSilence_WantsTheWholeWindow() =>
        Assert.Null(_folder.Edit("preprocessor_config.json", json => json.Remove("trailing_silence")).Read().TrailingSilence);

    [Fact]
    public void Read_BundledModel_ReadsTheGenerationRules()
    {
        var generation = _folder.Read().Generation;

        Assert.True(generation.Multilingual);
        Assert.Equal([383, 388, 389, 390, 391, 392], generation.SuppressTokens);
        Assert.Equal([220, 382], generation.BeginSuppressTokens);
        Assert.Equal(1500, generation.MaxInitialTimestampIndex);
        Assert.Equal(-2f, generation.Thresholds.LogProbability);
        Assert.Equal(5f, generation.Thresholds.CompressionRatio);
        Assert.Equal(0.6f, generation.Thresholds.NoSpeech);
        Assert.Equal([(1, 0)], generation.AlignmentHeads);
    }

    [Fact]
    public void Read_BundledModel_ReadsTheSpecialTokens()
    {
        var tokens = _folder.Read().Generation.Tokens;

        Assert.Equal((382, 383, 391, 392), (tokens.EndOfText, tokens.StartOfTranscript, tokens.StartOfPrevious, tokens.NoSpeech));
        Assert.Equal((393, 394, 389, 388), (tokens.NoTimestamps, tokens.FirstTimestamp, tokens.Transcribe, tokens.Translate));
        Assert.Equal(
            [("en", 384), ("de", 385), ("es", 386), ("fr", 387)], tokens.Languages.Select(language => (language.Key, language.Value)));
    }

    [Fact]
    public void Read_WhisperV3_ReadsAHundredLanguages()
    {
        var generation = WhisperFolderReader.Read(Repository.Shared("parity", "turbo-shaped")).Generation;

        Assert.Equal(100, generation.Tokens.Languages.Count);
        Assert.Equal(("yue", 50358), (generation.Tokens.Languages.Last().Key, generation.Tokens.Languages.Last().Value));
        Assert.Equal((50257, 50363, 50365), (generation.Tokens.EndOfText, generation.Tokens.NoSpeech, generation.Tokens.FirstTimestamp));
        Assert.Equal(new FallbackThresholds().CompressionRatio, generation.Thresholds.CompressionRatio);
    }

    [Fact]
    public void Read_OldFolderWithoutGenerationConfig_TakesTheIdsFromConfigAndTokenizer()
    {
        var expected = _folder.Read().Generation.Tokens;
        _folder.Edit("config.json", config => config["suppress_tokens"] = new JsonArray(1, 2))
            .Delete("generation_config.json", "preprocessor_config.json");

        var generation = _folder.Read().Generation;

        Assert.True(generation.Multilingual);
        Assert.Equivalent(expected, generation.Tokens, strict: true);
        Assert.Equal([1, 2], generation.SuppressTokens);
        Assert.Equal(new FallbackThresholds().LogProbability, generation.Thresholds.LogProbability);
        Assert.Empty(generation.AlignmentHeads);
    }

    [Fact]
    public void Read_OldFolderWithoutTokenizerJson_FindsTheSameTokens()
    {
        var expected = _folder.Read().Generation.Tokens;

        var tokens = _folder.Delete("generation_config.json", "tokenizer.json").Read().Generation.Tokens;

        Assert.Equivalent(expected, tokens, strict: true);
    }

    [Fact]
    public void Read_OldNameOfTheNoSpeechToken_FindsIt()
    {
        _folder.Delete("tokenizer.json").Edit("added_tokens.json", tokens =>
        {
            tokens.Remove("<|nospeech|>");
            tokens["<|nocaptions|>"] = 392;
        });

        Assert.Equal(392, _folder.Read().Generation.Tokens.NoSpeech);
    }

    [Fact]
    public void Read_EnglishOnlyModel_HasLanguageTokensButNoTasks()
    {
        _folder.Edit("generation_config.json", generation =>
        {
            generation["is_multilingual"] = false;
            generation.Remove("lang_to_id");
            generation.Remove("task_to_id");
        });

        var generation = _folder.Read().Generation;

        Assert.False(generation.Multilingual);
        Assert.Equal(
            [("en", 384), ("de", 385), ("es", 386), ("fr", 387)],
            generation.Tokens.Languages.Select(language => (language.Key, language.Value)));
        Assert.Null(generation.Tokens.Transcribe);
        Assert.Null(generation.Tokens.Translate);
        Assert.Equal(394, generation.Tokens.FirstTimestamp);
    }

    [Fact]
    public void Read_OldEnglishOnlyModel_IsKnownByItsVocabulary()
    {
        _folder.Edit("config.json", config => config["vocab_size"] = 51864).Delete("generation_config.json");

        Assert.False(_folder.Read().Generation.Multilingual);
    }

    [Fact]
    public void Read_NullsAndMinusOnes_CountAsAbsent()
    {
        _folder.Edit("generation_config.json", generation =>
        {
            generation["suppress_tokens"] = null;
            generation["begin_suppress_tokens"] = new JsonArray(-1, null, 220);
            generation["logprob_threshold"] = null;
            generation["max_initial_timestamp_index"] = null;
        });

        var generation = _folder.Read().Generation;

        Assert.Empty(generation.SuppressTokens);
        Assert.Equal([220], generation.BeginSuppressTokens);
        Assert.Equal(new FallbackThresholds().LogProbability, generation.Thresholds.LogProbability);
        Assert.Equal(GenerationConfig.DefaultMaxInitialTimestampIndex, generation.MaxInitialTimestampIndex);
    }

    [Fact]
    public void Read_DistilledModelWithItsTeachersAlignmentHeads_KeepsThoseItHas()
    {
        _folder.Edit("generation_config.json", generation => generation["alignment_heads"] = JsonNode.Parse("[[7, 0], [1, 1], [0, 5]]"));

        Assert.Equal([(1, 1)], _folder.Read().Generation.AlignmentHeads);
    }

    [Fact]
    public void Read_CommentsAndTrailingCommas_AreReadOver()
    {
        var config = File.ReadAllText(_folder["config.json"]);
        _folder.Write("config.json", "// our fine-tune\n" + config.TrimEnd().TrimEnd('}') + ", /* end */ }");

        Assert.Equal(128, _folder.Read().Config.Width);
    }
}
