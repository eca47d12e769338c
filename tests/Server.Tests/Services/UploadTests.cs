using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Services;

/// <summary>Audio that is the body of a request, or a part of a form.</summary>
public sealed class UploadTests(ServerFixture fixture)
{
    private static readonly byte[] English = File.ReadAllBytes(Repository.Sample(Samples.English.File));

    [Theory]
    [InlineData("audio/wav")]
    [InlineData("audio/mpeg; charset=binary")]
    [InlineData("video/mp4")]
    [InlineData("application/octet-stream")]
    [InlineData("application/ogg")]
    public async Task Body_OfAudio_HasTheResponseOfJson(string contentType)
    {
        var request = new TranscribeRequest
        {
            Content = ByteString.CopyFrom(English),
            Config = new TranscriptionConfig
            {
                LanguageCodes = { "en", "de" },
                EnableWordTimestamps = true,
                Temperature = 0,
                Clip = new AudioClip { Duration = Duration.FromTimeSpan(TimeSpan.FromMinutes(1)) },
            },
            SubtitleFormat = SubtitleFormat.Srt,
            SubtitleLayout = new SubtitleLayout { MaxLineWidth = 20 },
        };
        using var json = await fixture.Server.Http.PostAsync("/v1/transcribe", request);

        using var response = await PostAsync(
            "config.languageCodes=en&config.languageCodes=de&config.enable_word_timestamps=true&config.temperature=0"
                + "&config.clip.duration=60s&subtitle_format=SRT&subtitleLayout.max_line_width=20",
            Content(English, contentType));

        Assert.Equal(Comparable(await json.Content.ReadAsStringAsync()), Comparable(await response.Content.ReadAsStringAsync()));
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Form_WithFields_IsARequest()
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(English), "file", "a.wav" },
            { new StringContent("TRANSLATE"), "config.task" },
        };
        using var response = await PostAsync("", form);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Body_OfPcm_IsDescribedByParameters()
    {
        var pcm = await Samples.English.ConvertAsync(1, "-f", "s16le", "-ar", "8000", "-ac", "1");

        using var response = await PostAsync(
            "config.explicit_decoding.encoding=LINEAR16&config.explicit_decoding.sample_rate_hertz=8000"
                + "&config.explicit_decoding.audio_channel_count=1",
            Content(pcm.ToByteArray(), "application/octet-stream"));

        var text = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("text").GetString();
        Samples.English.AssertHeardIn(text!);
    }

    [Theory]
    [InlineData("config.no_such_field=1", "config.no_such_field")]
    [InlineData("config.clip.duration=5", "config.clip.duration")]
    [InlineData("config.clip.duration=999999999999s", "config.clip.duration")]
    [InlineData("config.clip.duration.seconds=5", "config.clip.duration")]
    [InlineData("config.clip.duration=5s&config.clip.duration.seconds=5", "config.clip.duration")]
    [InlineData("config.auto_decoding.audio_track=0&config.explicit_decoding.encoding=LINEAR16", "config.explicit_decoding")]
    [InlineData("config.prompt=a&config.prompt=b", "config.prompt")]
    [InlineData("content=AAAA", "content")]
    [InlineData("config=en", "config")]
    [InlineData("config.temperature=warm", "config.temperature")]
    [InlineData("config.temperature=7", "config.temperature")]
    [InlineData("config.task=SING", "config.task")]
    [InlineData("uri.x=1", "uri")]
    [InlineData("uri=http://example.com/a.wav", "uri")]
    public async Task Body_WithAnInvalidParameter_IsRefusedByName(string query, string field)
    {
        using var response = await PostAsync(query, Content(English, "audio/wav"));

        await AssertFieldAsync(field, response);
    }

    [Fact]
    public async Task Form_WithTwoFieldsOfAOneof_IsRefusedByName()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("8000"), "config.explicit_decoding.sample_rate_hertz" },
            { new ByteArrayContent(English), "file", "a.wav" },
            { new StringContent("0"), "config.auto_decoding.audio_track" },
        };
        using var response = await PostAsync("", form);

        await AssertFieldAsync("config.auto_decoding", response);
    }

    [Fact]
    public async Task Body_WithoutAContentType_IsJson()
    {
        using var response = await PostAsync("", Content("""{"uri":"ftp://example.com"}"""u8.ToArray(), contentType: null));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Body_OverTheLimit_IsRefused()
    {
        using var response = await PostAsync("", Content(new byte[ServerFixture.MaxInlineBytes + 1], "audio/wav"));

        await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "AUDIO_TOO_LARGE", response);
    }

    private static async Task AssertFieldAsync(string field, HttpResponseMessage response)
    {
        var error = await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "INVALID_REQUEST", response);
        Assert.Contains($"\"field\":\"{field}\"", error.GetRawText().Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static ByteArrayContent Content(byte[] body, string? contentType) => new(body)
    {
        Headers = { ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType) },
    };

    private Task<HttpResponseMessage> PostAsync(string query, HttpContent content) =>
        fixture.Server.Http.PostAsync($"/v1/transcribe?{query}", content);

    // The ids and times of two calls differ.
    private static string Comparable(string json)
    {
        var response = JsonParser.Default.Parse<TranscribeResponse>(json);
        (response.RequestId, response.Timings) = ("", null);
        return response.ToString();
    }
}
