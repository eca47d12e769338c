using System.Text.Json.Nodes;
using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Tests.Folder;

public sealed class BrokenFolderTests : IDisposable
{
    private readonly ModelFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string, string> WrongFields => new()
    {
        { "config.json", "model_type", "\"wav2vec2\"", "is not a Whisper model: \"model_type\" is \"wav2vec2\"" },
        { "config.json", "model_type", "", "is not a Whisper model: \"model_type\" is missing" },
        { "config.json", "scale_embedding", "true", "\"scale_embedding\" is true, which is not supported" },
        { "config.json", "activation_function", "\"relu\"", "\"activation_function\" is \"relu\"; only \"gelu\" is supported" },
        { "config.json", "d_model", "", "has no \"d_model\"" },
        { "config.json", "d_model", "\"128\"", "\"d_model\" is a JSON string, not a JSON number" },
        { "config.json", "d_model", "127", "\"d_model\" (127) is not a multiple of \"encoder_attention_heads\" (2)" },
        { "config.json", "decoder_layers", "0", "\"decoder_layers\" is 0, not a positive number" },
        { "config.json", "decoder_layers", "1e12", "\"decoder_layers\" is 1e12, not a 32-bit integer" },
        { "config.json", "max_source_positions", "750", "\"max_source_positions\" is 750; only 1500 (30 s windows) is supported" },
        { "preprocessor_config.json", "feature_size", "128", "\"feature_size\" is 128, but config.json has 80 mel bins" },
        { "preprocessor_config.json", "hop_length", "200", "\"hop_length\" is 200, but only 160 is supported" },
        { "preprocessor_config.json", "trailing_silence", "-1", "\"trailing_silence\" is -1, which is not 0 to 30 seconds" },
        { "preprocessor_config.json", "trailing_silence", "31", "\"trailing_silence\" is 31, which is not 0 to 30 seconds" },
        { "generation_config.json", "eos_token_id", "1895", "end-of-text has the id 1895, but the vocabulary has 1895 tokens" },
        {
            "generation_config.json",
            "prev_sot_token_id",
            "5000",
            "the token start-of-previous has the id 5000, outside the special tokens (383 to 1894)"
        },
        {
            "generation_config.json",
            "decoder_start_token_id",
            "7",
            "the token start-of-transcript has the id 7, outside the special tokens (383 to 1894)"
        },
        {
            "generation_config.json",
            "no_timestamps_token_id",
            "394",
            "timestamps begin at 395, but the vocabulary of 1895 tokens has no room for 1501 of them"
        },
        {
            "generation_config.json",
            "lang_to_id",
            "{\"<|en|>\": 2000}",
            "the token en has the id 2000, outside the special tokens (383 to 1894)"
        },
        { "generation_config.json", "suppress_tokens", "[1895]", "\"suppress_tokens\" holds 1895, but the vocabulary has 1895 tokens" },
        { "generation_config.json", "suppress_tokens", "\"1\"", "\"suppress_tokens\" is a JSON string, not a JSON array" },
        { "generation_config.json", "alignment_heads", "[[1]]", "\"alignment_heads\" holds [1], which is not a [layer, head] pair" },
        { "generation_config.json", "is_multilingual", "1", "\"is_multilingual\" is a JSON number, not true or false" },
        {
            "tokenizer.json",
            "model",
            "{\"type\": \"Unigram\"}",
            "is not a BPE tokenizer: it has no \"model\" with \"vocab\" and \"merges\""
        },
        { "tokenizer.json", "added_tokens", "[7]", "\"added_tokens\" has 7, which lacks \"id\" or \"content\"" },
    };

    [Theory]
    [MemberData(nameof(WrongFields))]
    public void Read_WrongField_NamesTheFileAndTheField(string file, string field, string value, string problem)
    {
        _folder.Edit(file, json =>
        {
            json.Remove(field);
            if (value.Length > 0)
                json[field] = JsonNode.Parse(value);
        });

        AssertProblem(file, problem);
    }

    [Fact]
    public void Read_NoFolder_SaysSo() =>
        Assert.Equal("/nowhere: is not a folder", Assert.Throws<ModelFolderException>(() => WhisperFolderReader.Read("/nowhere")).Message);

    [Fact]
    public void Read_NoConfig_SaysThatItIsMissing()
    {
        _folder.Delete("config.json");

        AssertProblem("config.json", "is missing");
    }

    [Fact]
    public void Read_NoTokenizer_SaysThatNeitherFormIsThere()
    {
        _folder.Delete("tokenizer.json", "vocab.json");

        var error = Assert.Throws<ModelFolderException>(_folder.Read);

        Assert.Equal($"{_folder.Path}: holds no tokenizer: neither tokenizer.json nor vocab.json", error.Message);
    }

    [Fact]
    public void Read_VocabularyWithoutMerges_SaysThatTheyAreMissing()
    {
        _folder.Delete("tokenizer.json", "merges.txt");

        AssertProblem("merges.txt", "is missing; vocab.json needs it");
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("generation_config.json")]
    [InlineData("preprocessor_config.json")]
    [InlineData("tokenizer.json")]
    public void Read_TruncatedJson_NamesTheFile(string file)
    {
        var text = File.ReadAllText(_folder[file]);
        _folder.Write(file, text[..(text.Length / 2)]);

        AssertProblem(file, "is not valid JSON: ");
    }

    [Theory]
    [InlineData("{} trailing", "is not valid JSON: ")]
    [InlineData("", "is not valid JSON: ")]
    [InlineData("[1]", "holds a JSON array, not an object")]
    public void Read_OtherThanOneObject_NamesTheFile(string text, string problem)
    {
        _folder.Write("config.json", text);

        AssertProblem("config.json", problem);
    }

    private void AssertProblem(string file, string problem)
    {
        var error = Assert.Throws<ModelFolderException>(_folder.Read);

        Assert.Equal(_folder[file], error.Path);
        Assert.StartsWith($"{_folder[file]}: {problem}", error.Message, StringComparison.Ordinal);
    }
}
