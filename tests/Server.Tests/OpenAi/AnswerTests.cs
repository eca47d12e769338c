using System.Net;
using System.Text.Json;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.OpenAi;

/// <summary>What clients read.</summary>
public sealed class AnswerTests(ServerFixture fixture)
{
    [Theory]
    [InlineData("json", "application/json")]
    [InlineData("verbose_json", "application/json")]
    [InlineData("text", "text/plain; charset=utf-8")]
    [InlineData("srt", "text/plain; charset=utf-8")]
    [InlineData("vtt", "text/plain; charset=utf-8")]
    [InlineData("tsv", "text/plain; charset=utf-8")]
    public async Task Answer_OfAFormat_HasTheTypeThatClientsExpect(string format, string contentType)
    {
        using var form = FormPost.Form(("response_format", format));
        using var response = await fixture.Server.Http.PostAsync(FormPost.Transcriptions, form);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(contentType, response.Content.Headers.ContentType?.ToString());
        Assert.NotEmpty(response.Headers.GetValues("x-request-id").Single());
    }

    [Fact]
    public async Task Json_HasTextLanguagesAndUsage()
    {
        var answer = await PostAsync();

        Samples.English.AssertHeardIn(answer.GetProperty("text").GetString()!);
        Assert.Equal("""[{"code":"en"}]""", answer.GetProperty("languages").GetRawText());
        Assert.Equal("duration", answer.GetProperty("usage").GetProperty("type").GetString());
        Assert.True(answer.GetProperty("usage").GetProperty("seconds").GetInt32() > 0);
        Assert.False(answer.TryGetProperty("logprobs", out _));
    }

    [Fact]
    public async Task Json_WithLogProbabilities_HasTheTokensOfTheText()
    {
        var answer = await PostAsync(("include[]", "logprobs"));

        var tokens = answer.GetProperty("logprobs").EnumerateArray().ToArray();
        Assert.Equal(
            answer.GetProperty("text").GetString(),
            string.Concat(tokens.Select(token => token.GetProperty("token").GetString())).Trim());
        Assert.All(tokens, token => Assert.InRange(token.GetProperty("logprob").GetDouble(), -20, 0));
        Assert.All(tokens, token => Assert.NotEmpty(token.GetProperty("bytes").EnumerateArray()));
    }

    [Fact]
    public async Task Verbose_OneGranularity_HasOnlyItsMember()
    {
        var words = await PostAsync(("response_format", "verbose_json"), ("timestamp_granularities[]", "word"));
        var segments = await PostAsync(("response_format", "verbose_json"));

        Assert.True(words.TryGetProperty("words", out _) && !words.TryGetProperty("segments", out _));
        Assert.True(segments.TryGetProperty("segments", out var all) && !segments.TryGetProperty("words", out _));
        Assert.Equal(
            ["id", "seek", "start", "end", "text", "tokens", "temperature", "avg_logprob", "compression_ratio", "no_speech_prob"],
            all[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal("transcribe", segments.GetProperty("task").GetString());
        Assert.Equal(JsonValueKind.Number, segments.GetProperty("duration").ValueKind);
    }

    [Fact]
    public async Task Srt_WithALayout_FollowsIt()
    {
        var subtitles = await fixture.Server.Http.PostFormAsync(
            FormPost.Transcriptions,
            FormPost.Form(("response_format", "srt"), ("max_line_width", "12"), ("max_line_count", "1"), ("highlight_words", "true")));

        Assert.Contains("<u>", subtitles, StringComparison.Ordinal);
        // The longest line is that of the times.
        Assert.All(subtitles.Split('\n').Where(line => !line.Contains("-->")), line => Assert.InRange(Shown(line).Length, 0, 12));
    }

    [Theory]
    [InlineData(FormPost.Transcriptions)]
    [InlineData("/inference")]
    public async Task Tsv_AndKaraoke_AreExtensions(string path)
    {
        var table = await fixture.Server.Http.PostFormAsync(path, FormPost.Form(("response_format", "tsv")));
        var karaoke = await fixture.Server.Http.PostFormAsync(
            path, FormPost.Form(("response_format", "vtt"), ("highlight", "Karaoke"), ("highlight_words", "true")));

        Assert.StartsWith("start\tend\ttext\n", table, StringComparison.Ordinal);
        Samples.English.AssertHeardIn(string.Join(' ', table.Trim().Split('\n').Skip(1).Select(row => row.Split('\t')[2])));
        Assert.Matches(@"<\d\d:\d\d\.\d\d\d>", karaoke);
        Assert.DoesNotContain("<u>", karaoke, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_InEveryFormat_HasNoText()
    {
        var silence = Wav.Join(Pcm.Silence(1));

        foreach (var (format, expected) in new[] { ("text", "\n"), ("srt", ""), ("vtt", "WEBVTT\n") })
        {
            var answer = await fixture.Server.Http.PostFormAsync(
                FormPost.Transcriptions, FormPost.Form(silence, ("response_format", format)));
            Assert.Equal(expected.Trim(), answer.Trim());
        }
        var verbose = await fixture.Server.Http.PostFormForJsonAsync(
            FormPost.Transcriptions, FormPost.Form(silence, ("response_format", "verbose_json")));
        Assert.Equal(("", ""), (verbose.GetProperty("text").GetString(), verbose.GetProperty("language").GetString()));
    }

    [Theory]
    [InlineData("model", "nobody", 404, "model", "model_not_found")]
    [InlineData("language", "klingon", 400, "language", "unknown_language")]
    [InlineData("response_format", "diarized_json", 400, "response_format", null)]
    [InlineData("response_format", "xml", 400, "response_format", null)]
    [InlineData("highlight", "bold", 400, "highlight", null)]
    [InlineData("temperature", "2", 400, "temperature", null)]
    public async Task Failure_OfAField_NamesItInAllFourMembers(string name, string value, int status, string param, string? code) =>
        await AssertFailureAsync(FormPost.Form((name, value)), status, param, code);

    [Fact]
    public async Task Failure_OfTheAudio_NamesTheFile()
    {
        await AssertFailureAsync(FormPost.Form([1, 2, 3]), 400, "file", "audio_unreadable");
        await AssertFailureAsync(FormPost.Form(Array.Empty<byte>()), 400, "file", "audio_unreadable");
        await AssertFailureAsync(FormPost.Form(new byte[ServerFixture.MaxInlineBytes + 1]), 413, "file", "audio_too_large");
        await AssertFailureAsync(FormPost.Form(new byte[4 * ServerFixture.MaxInlineBytes]), 413, "file", "audio_too_large");
    }

    [Fact]
    public async Task Failure_OfTheUrl_NamesIt()
    {
        await AssertFailureAsync(FormPost.Form(file: null, ("url", "ftp://example.com/a.wav")), 400, "url", "url_not_allowed");
        await AssertFailureAsync(FormPost.Form(file: null, ("url", fixture.Files.Status(404))), 400, "url", "fetch_failed");
    }

    [Fact]
    public async Task Failure_OfTheKey_HasTheSameForm()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Access:Keys:0=correct-horse-battery");
        using var form = FormPost.Form();
        using var response = await server.Http.PostAsync(FormPost.Transcriptions, form);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal("invalid_api_key", error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Failure_ThatMayPass_SaysWhenToRepeatTheCall()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Access:CallsPerMinute=1");
        await server.Http.GetStringAsync("/v1/models");
        using var form = FormPost.Form();
        using var response = await server.Http.PostAsync(FormPost.Transcriptions, form);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.InRange(int.Parse(response.Headers.GetValues("retry-after").Single()), 1, 60);
        Assert.InRange(int.Parse(response.Headers.GetValues("retry-after-ms").Single()), 1, 60_000);
        Assert.False(response.Headers.Contains("x-should-retry"));
        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal("rate_limit_exceeded", error.GetProperty("code").GetString());
    }

    private static string Shown(string line) =>
        line.Replace("<u>", "", StringComparison.Ordinal).Replace("</u>", "", StringComparison.Ordinal);

    private async Task AssertFailureAsync(MultipartFormDataContent form, int status, string param, string? code)
    {
        using var response = await fixture.Server.Http.PostAsync(FormPost.Transcriptions, form);
        form.Dispose();
        var body = await response.Content.ReadAsStringAsync();

        Assert.True(status == (int)response.StatusCode, body);
        var error = JsonElement.Parse(body).GetProperty("error");
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ("invalid_request_error", param, code),
            (error.GetProperty("type").GetString(), error.GetProperty("param").GetString(), error.GetProperty("code").GetString()));
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single());
    }

    private Task<JsonElement> PostAsync(params (string Name, string Value)[] fields) =>
        fixture.Server.Http.PostFormForJsonAsync(FormPost.Transcriptions, FormPost.Form(fields));
}
