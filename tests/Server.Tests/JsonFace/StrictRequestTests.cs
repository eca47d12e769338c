using System.Net;
using System.Text;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.JsonFace;

/// <summary>Names and values of JSON requests that the contract does not have are refused by their place.</summary>
public sealed class StrictRequestTests(ServerFixture fixture)
{
    private const string Url = "https://example.com/a.mp3";

    [Theory]
    [InlineData("""{"colour":"blue"}""", "colour", "Unknown name \"colour\"")]
    [InlineData(
        """{"config":{"languageCode":"en"}}""",
        "config.languageCode",
        "Unknown name \"languageCode\" at 'config'; did you mean \"languageCodes\"?")]
    [InlineData(
        """{"config":{"Language-Codes":["en"]}}""",
        "config.Language-Codes",
        "Unknown name \"Language-Codes\" at 'config'; did you mean \"languageCodes\"?")]
    [InlineData(
        """{"config":{"autoDecoding":{"track":1}}}""", "config.auto_decoding.track", "Unknown name \"track\" at 'config.auto_decoding'")]
    [InlineData("""{"uri":5}""", "uri", "The field `uri` must be text in quotation marks, but it is 5")]
    [InlineData("""{"uri":"\ud800"}""", "uri", "The field `uri` has text that is not Unicode")]
    [InlineData("""{"content":7}""", "content", "The field `content` must be Base64 in quotation marks, but it is 7")]
    [InlineData(
        """{"config":{"temperature":"warm"}}""", "config.temperature", "The field `config.temperature` must be a number, but it is warm")]
    [InlineData(
        """{"config":{"temperature":" 1"}}""", "config.temperature", "The field `config.temperature` must be a number, but it is  1")]
    [InlineData(
        """{"config":{"temperature":1e99}}""", "config.temperature", "The field `config.temperature` must be a number, but it is 1e99")]
    [InlineData(
        """{"config":{"autoDecoding":{"audioTrack":1.5}}}""",
        "config.auto_decoding.audio_track",
        "The field `config.auto_decoding.audio_track` must be an integer from -2147483648 to 2147483647, but it is 1.5")]
    [InlineData(
        """{"config":{"task":"TRANSLATES"}}""",
        "config.task",
        "The field `config.task` must be one of TASK_UNSPECIFIED, TRANSCRIBE, TRANSLATE, but it is \"TRANSLATES\"; "
        + "did you mean \"TRANSLATE\"?")]
    [InlineData(
        """{"config":{"enableTokens":"true"}}""",
        "config.enable_tokens",
        "The field `config.enable_tokens` must be true or false, but it is \"true\"")]
    [InlineData(
        """{"config":{"languageCodes":"en"}}""",
        "config.language_codes",
        "The field `config.language_codes` must be a list, but it is \"en\"")]
    [InlineData(
        """{"config":{"languageCodes":["en",null]}}""",
        "config.language_codes[1]",
        "The field `config.language_codes[1]` must be text in quotation marks, but it is null")]
    [InlineData("""{"config":[]}""", "config", "The field `config` must be an object, but it is a list")]
    [InlineData("""{"uri":"http://a/","uri":"http://b/"}""", "uri", "The name \"uri\" occurs twice")]
    [InlineData(
        """{"config":{"languageCodes":["en"],"language_codes":["de"]}}""",
        "config.language_codes",
        "The name \"language_codes\" occurs twice at 'config'")]
    [InlineData(
        """{"config":{"clip":{"startOffset":1}}}""",
        "config.clip.start_offset",
        "The field `config.clip.start_offset` must be a duration such as \"3.5s\", but it is 1")]
    [InlineData(
        """{"uri":"http://a/","config":{"clip":{"startOffset":"999999999999s"}}}""",
        "config.clip.start_offset",
        "The field `config.clip.start_offset` must be a duration such as \"3.5s\", but it is \"999999999999s\"")]
    [InlineData("""{"uri":"http://a/","content":"AAAA"}""", "content", "Only one of `uri` and `content` may be set")]
    public async Task Body_DoesNotFitTheContract_IsRefusedByItsPlace(string json, string field, string message)
    {
        foreach (var path in new[] { "/v1/transcribe", "/v1/transcribe:stream" })
        {
            using var response = await fixture.Server.Http.PostAsync(path, json);
            await AssertFieldAsync(field, message, response);
        }
    }

    [Theory]
    [InlineData("{\"uri\":\"http://a/\",", "The message is not valid JSON: line 1, byte 19")]
    [InlineData("{\"uri\":\n\"http://a/\"} x", "The message is not valid JSON: line 2, byte 14")]
    [InlineData("[]", "The message must be an object, but it is a list")]
    [InlineData("7", "The message must be an object, but it is 7")]
    public async Task Body_IsNotAJsonObject_IsRefusedByTheLine(string json, string message)
    {
        using var response = await fixture.Server.Http.PostAsync("/v1/transcribe", json);
        var error = await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "INVALID_REQUEST", response);
        Assert.Equal(message, error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("""{"uri":"URL","config":{"temperature":"0.5","languageCodes":null,"autoDecoding":{"audioTrack":"0"}}}""")]
    [InlineData("""{"uri":"URL","config":{"temperature":5e-1,"language_codes":["en"],"auto_decoding":{"audio_track":0.0}}}""")]
    [InlineData("""{"uri":"URL","config":{"task":1,"prompt":"\u0064igits"},"content":null}""")]
    public async Task Body_InAnyFormOfProto3Json_IsRead(string json)
    {
        json = json.Replace("URL", fixture.Files.Sample(Samples.English.File), StringComparison.Ordinal);
        using var response = await fixture.Server.Http.PostAsync("/v1/transcribe", json);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Body_InUtf16_IsRead()
    {
        var json = $$$"""{"uri":"{{{fixture.Files.Sample(Samples.English.File)}}}","config":{"prompt":"zéro"}}""";
        using var content = new StringContent(json, Encoding.Unicode, "application/json");
        using var response = await fixture.Server.Http.PostAsync("/v1/transcribe", content);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Body_OfACallThatNeedsNone_MayBeMissing()
    {
        using var response = await fixture.Server.Http.PostAsync("/v1/operations/none:cancel", content: null);
        await Failure.AssertEnvelopeAsync(HttpStatusCode.NotFound, "NOT_FOUND", "OPERATION_NOT_FOUND", response);
    }

    [Fact]
    public async Task Body_OfAContainerHost_MayHaveMoreMembers()
    {
        var json = $$"""{"url":"{{fixture.Files.Sample(Samples.English.File)}}","other":{"x":[1]} }""";
        using var response = await fixture.Server.Http.PostAsync("/generate", json);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("operations?pagesize=3", "pagesize", "Unknown name \"pagesize\"; did you mean \"pageSize\"?")]
    [InlineData(
        "operations?pageSize=many",
        "page_size",
        "The field `page_size` must be an integer from -2147483648 to 2147483647, but it is many")]
    [InlineData("operations?page_size=2&pageSize=3", "page_size", "The name \"pageSize\" occurs twice")]
    [InlineData("operations?page_size=2&page_size=3", "page_size", "The query parameter `page_size` occurs twice")]
    [InlineData(
        "operations/x:subtitles?layout=wide",
        "layout",
        "The field `layout` is a message; its fields are set one by one, as `layout.…`")]
    [InlineData("operations/x:subtitles?layout.width=4", "layout.width", "Unknown name \"width\" at 'layout'")]
    [InlineData("operations/x:subtitles?layout.max_line_width=4&layout=wide", "layout", "The name \"layout\" occurs twice")]
    [InlineData("operations/x:subtitles?format.x=4", "format", "The field `format` has no fields of its own")]
    [InlineData(
        "operations/x:subtitles?format=vtt",
        "format",
        "The field `format` must be one of SUBTITLE_FORMAT_UNSPECIFIED, SRT, VTT, TSV, TEXT, but it is \"vtt\"; did you mean \"VTT\"?")]
    public async Task Query_DoesNotFitTheContract_IsRefusedByItsName(string query, string field, string message)
    {
        using var response = await fixture.Server.Http.GetAsync($"/v1/{query}");
        await AssertFieldAsync(field, message, response);
    }

    [Fact]
    public async Task Query_OfACallWithABody_IsRefused()
    {
        using var response = await fixture.Server.Http.PostAsync("/v1/transcribe?model=x", $$"""{"uri":"{{Url}}"}""");
        await AssertFieldAsync("model", "This call takes its fields from the body; it has no query parameters", response);
    }

    [Fact]
    public async Task NestedMessage_IsInvalid_ErrorHasThePathFromTheRequest()
    {
        const string Json = $$$"""{"request":{"uri":"{{{Url}}}","config":{"temperature":7} } }""";
        using var response = await fixture.Server.Http.PostAsync("/v1/transcribe:longRunning", Json);
        await AssertFieldAsync("request.config.temperature", "The temperature must be from 0 to 1", response);
    }

    private static async Task AssertFieldAsync(string field, string message, HttpResponseMessage response)
    {
        var error = await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "INVALID_REQUEST", response);
        Assert.Equal(message, error.GetProperty("message").GetString());
        var violations = error.GetProperty("details").EnumerateArray()
            .Where(detail => detail.TryGetProperty("fieldViolations", out _))
            .SelectMany(detail => detail.GetProperty("fieldViolations").EnumerateArray());
        Assert.Equal(field, Assert.Single(violations).GetProperty("field").GetString());
    }
}
