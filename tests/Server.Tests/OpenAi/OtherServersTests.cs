using System.Net;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.OpenAi;

/// <summary>The calls of whisper.cpp's server and of whisper-asr-webservice.</summary>
public sealed class OtherServersTests(ServerFixture fixture)
{
    [Fact]
    public async Task Inference_OfWhisperCpp_TakesTheSameFields()
    {
        var answer = await fixture.Server.Http.PostFormForJsonAsync(
            "/inference", FormPost.Form(("temperature", "0.0"), ("temperature_inc", "0.2"), ("language", "auto"), ("offset_t", "0")));
        var translated = await fixture.Server.Http.PostFormForJsonAsync(
            "/inference", FormPost.Form(("translate", "true"), ("response_format", "verbose_json")));

        Samples.English.AssertHeardIn(answer.GetProperty("text").GetString()!);
        Assert.Equal("translate", translated.GetProperty("task").GetString());
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("?output=srt&task=transcribe&language=en", "1\n00:00:")]
    [InlineData("?output=vtt&vad_filter=true", "WEBVTT")]
    [InlineData("?output=tsv", "start\tend\ttext\n")]
    public async Task Asr_InATextFormat_IsText(string query, string beginning)
    {
        using var form = AsrForm(FormPost.English);
        using var response = await fixture.Server.Http.PostAsync($"/asr{query}", form);
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal((HttpStatusCode.OK, "text/plain"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.StartsWith(beginning, body, StringComparison.Ordinal);
        Assert.NotEqual("", body.Trim());
    }

    [Fact]
    public async Task Asr_AsJson_IsWhispersFile()
    {
        var answer = await fixture.Server.Http.PostFormForJsonAsync(
            "/asr?output=json&word_timestamps=true&initial_prompt=digits", AsrForm(FormPost.English));

        Samples.English.AssertHeardIn(answer.GetProperty("text").GetString()!);
        Assert.Equal("en", answer.GetProperty("language").GetString());
        Assert.NotEmpty(answer.GetProperty("segments")[0].GetProperty("words").EnumerateArray());
        Assert.NotEmpty(answer.GetProperty("segments")[0].GetProperty("tokens").EnumerateArray());
    }

    [Fact]
    public async Task Asr_NotEncoded_IsPcm()
    {
        var pcm = await Samples.English.ConvertAsync(1, "-f", "s16le", "-ar", "16000", "-ac", "1");

        var text = await fixture.Server.Http.PostFormAsync("/asr?encode=false", AsrForm(pcm.ToByteArray()));

        Samples.English.AssertHeardIn(text.Trim());
    }

    [Theory]
    [InlineData("output=xml")]
    [InlineData("task=sing")]
    [InlineData("encode=perhaps")]
    public async Task Asr_InvalidParameter_IsADetail(string query)
    {
        using var form = AsrForm(FormPost.English);
        using var response = await fixture.Server.Http.PostAsync($"/asr?{query}", form);

        var detail = await Failure.AssertDetailAsync(HttpStatusCode.BadRequest, response);
        Assert.Contains(query.Split('=')[0], detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DetectLanguage_OfSpeech_IsItsLanguage()
    {
        var german = Samples.All.First(sample => sample.Language == "de");

        var answer = await fixture.Server.Http.PostFormForJsonAsync(
            "/detect-language?encode=true", AsrForm(File.ReadAllBytes(Repository.Sample(german.File))));

        Assert.Equal(
            ("german", "de"), (answer.GetProperty("detected_language").GetString(), answer.GetProperty("language_code").GetString()));
        Assert.InRange(answer.GetProperty("confidence").GetDouble(), 0.25, 1);
    }

    [Fact]
    public async Task DetectLanguage_OfSilence_IsRefused()
    {
        using var form = AsrForm(Wav.Join(Pcm.Silence(1)));
        using var response = await fixture.Server.Http.PostAsync("/detect-language", form);

        Assert.Contains("no speech", await Failure.AssertDetailAsync(HttpStatusCode.BadRequest, response), StringComparison.Ordinal);
    }

    private static MultipartFormDataContent AsrForm(byte[] audio) => new() { { new ByteArrayContent(audio), "audio_file", "audio_file" } };
}
