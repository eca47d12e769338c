using Google.Rpc;
using Grpc.Core;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Uploads;
using Transcribe.OpenAi.Form;

namespace Transcribe.Server.Tests.OpenAi;

/// <summary>The fields of forms.</summary>
public sealed class AudioFormTests
{
    [Fact]
    public void Read_NoFields_AreTheDefaults()
    {
        var form = Read();

        Assert.Equal((AnswerFormat.Json, false, null), (form.Format, form.Stream, form.Url));
        Assert.Equal(("", "", null), (form.Settings.Model, form.Settings.Prompt, form.Settings.Temperature));
        Assert.Empty(form.Settings.LanguageCodes);
        Assert.False(form.ToSettings().WordTimestamps || form.ToSettings().Tokens);
    }

    [Theory]
    [InlineData("en", "en")]
    [InlineData("english", "en")]
    [InlineData("ENGLISH ", "en")]
    [InlineData("Castilian", "es")]
    [InlineData("de-AT", "de-AT")]
    [InlineData("auto", null)]
    [InlineData(" ", null)]
    public void Read_Language_IsACode(string language, string? code) =>
        Assert.Equal(code is null ? [] : [code], Read(("language", language)).Settings.LanguageCodes);

    [Fact]
    public void Read_Languages_AreCandidatesUnlessOneIsForced()
    {
        (string, string)[] languages = [("languages[]", "german"), ("languages[]", "fr"), ("languages[]", "de")];

        Assert.Equal(["de", "fr"], Read(languages).Settings.LanguageCodes);
        Assert.Equal(["en"], Read([.. languages, ("language", "en")]).Settings.LanguageCodes);
    }

    public static TheoryData<string, string[]> Spellings => new()
    {
        { "timestamp_granularities[]", ["word", "segment"] },
        { "timestamp_granularities", ["word", "segment"] },
        { "timestamp_granularities", ["[\"word\", \"segment\"]"] },
        { "timestamp_granularities", ["word, segment"] },
        { "timestamp_granularities[0]", ["word", "segment"] },
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Read_ListInAnySpelling_HasItsItems(string name, string[] values)
    {
        var form = Read([.. values.Select(value => (name, value))]);

        Assert.True(form.HasWords && form.HasSegments && form.ToSettings().WordTimestamps);
    }

    [Theory]
    [InlineData("word", true, false)]
    [InlineData("segment", false, true)]
    public void Read_OneGranularity_LeavesTheOtherOut(string granularity, bool hasWords, bool hasSegments)
    {
        var form = Read(("timestamp_granularities[]", granularity));

        Assert.Equal((hasWords, hasSegments), (form.HasWords, form.HasSegments));
    }

    [Theory]
    [InlineData("0", null)]
    [InlineData("0.0", null)]
    [InlineData("0.2", 0.2f)]
    [InlineData("1", 1f)]
    public void Read_Temperature_ZeroIsTheFallback(string text, float? temperature) =>
        Assert.Equal(temperature, Read(("temperature", text)).Settings.Temperature);

    [Fact]
    public void Read_KeywordsAndPrompt_AreOnePromptThatKeepsItsEnd()
    {
        Assert.Equal(
            "Ada, Bob, Cy digits",
            Read(("keywords[]", "Ada"), ("keywords[]", "Bob"), ("hotwords", "Cy"), ("prompt", "digits")).Settings.Prompt);

        var prompt = Read(("keywords", "Ada"), ("prompt", new string('p', 10_000) + "end")).Settings.Prompt;
        Assert.Equal(4_000, prompt.Length);
        Assert.StartsWith("Ada p", prompt, StringComparison.Ordinal);
        Assert.EndsWith("pend", prompt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chunking_strategy", "auto")]
    [InlineData("chunking_strategy", """{"type":"server_vad","threshold":0.5}""")]
    [InlineData("chunking_strategy[type]", "server_vad")]
    [InlineData("vad_filter", "True")]
    [InlineData("beam_size", "5")]
    [InlineData("offset_t", "0")]
    [InlineData("no_such_field", "x")]
    public void Read_FieldWithoutEffect_IsAccepted(string name, string value) => Assert.Equivalent(Read(), Read((name, value)));

    [Theory]
    [InlineData("temperature", "1.5")]
    [InlineData("temperature", "warm")]
    [InlineData("temperature", "NaN")]
    [InlineData("response_format", "xml")]
    [InlineData("response_format", "diarized_json")]
    [InlineData("timestamp_granularities", "sentence")]
    [InlineData("timestamp_granularities", "[1]")]
    [InlineData("timestamp_granularities", "[")]
    [InlineData("include", "everything")]
    [InlineData("stream", "perhaps")]
    [InlineData("vad_filter", "perhaps")]
    [InlineData("chunking_strategy", "manual")]
    [InlineData("chunking_strategy", """{"type":7}""")]
    [InlineData("chunking_strategy", """{"type":"\ud800"}""")]
    [InlineData("chunking_strategy", """{"\ud800":7}""")]
    [InlineData("timestamp_granularities", """["\ud800"]""")]
    [InlineData("chunking_strategy", "{")]
    [InlineData("offset", "-3")]
    [InlineData("offset_t", "soon")]
    [InlineData("duration", "1e9")]
    [InlineData("offset_n", "1")]
    [InlineData("clip_timestamps", "1,2")]
    [InlineData("known_speaker_names", "Ada")]
    [InlineData("max_line_width", "9")]
    [InlineData("max_line_count", "1.5")]
    [InlineData("max_words_per_line", "none")]
    public void Read_InvalidField_IsNamed(string name, string value)
    {
        var failure = Assert.Throws<RpcException>(() => Read((name, value)));

        Assert.Equal(name, failure.GetRpcStatus()?.GetDetail<BadRequest>()?.FieldViolations[0].Field);
    }

    [Fact]
    public void Read_Clip_IsInSecondsOrInMilliseconds()
    {
        var clip = new AudioClip(TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(10));

        Assert.Equal(clip, Read(("offset", "1.5"), ("duration", "10")).Settings.Clip);
        var fields = new FormFields([new UploadField("offset_t", "1500"), new UploadField("duration", "10000")]);
        Assert.Equal(clip, AudioFormReader.Read(fields, TranscriptionTask.Transcribe, second: 1000).Settings.Clip);
        Assert.Null(Read(("offset_t", "0"), ("duration", "0")).Settings.Clip);
    }

    [Fact]
    public void Read_ConflictingFields_AreRefused()
    {
        Assert.Throws<RpcException>(() => Read(("stream", "true"), ("response_format", "srt")));
        Assert.Throws<RpcException>(() => Read(("model", "a"), ("model", "b")));
    }

    private static AudioForm Read(params (string Name, string Value)[] fields) => AudioFormReader.Read(
        new FormFields([.. fields.Select(field => new UploadField(field.Name, field.Value))]), TranscriptionTask.Transcribe);
}
