using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Core;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.OpenAi;
using Transcribe.OpenAi.Answers;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.OpenAi;

/// <summary>Answers that take long, whole and as events.</summary>
public sealed class LongAnswerTests : IAsyncLifetime
{
    private static readonly TranscriptionException Unusable = new(TranscriptionError.InferenceFailed, "The output is unusable");

    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedTranscriber _transcriber = new();
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(
        builder => builder.Services.AddSingleton(services => new AudioCalls(
            _transcriber,
            services.GetRequiredService<IAudioSpool>(),
            services.GetRequiredService<ICallGate>(),
            services.GetRequiredService<IStreamPlaces>(),
            services.GetRequiredService<CallErrors>(),
            _time)),
        "Transcribe:Access:Quotas:ConcurrentStreams=1");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Json_ThatTakesLong_BeginsWithWhiteSpace()
    {
        using var response = await StartAsync();
        await _transcriber.Begun;
        _transcriber.Hear("one");
        _transcriber.End();

        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("no", response.Headers.GetValues("x-accel-buffering").Single());
        var body = await response.Content.ReadAsStringAsync();
        Assert.StartsWith("\n", body, StringComparison.Ordinal);
        Assert.Equal("one", JsonElement.Parse(body).GetProperty("text").GetString());
        Assert.Equal(2, JsonElement.Parse(body).GetProperty("usage").GetProperty("seconds").GetInt32());
    }

    [Fact]
    public async Task Json_ThatFailsAfterItsHeaders_IsAnErrorBody()
    {
        using var response = await StartAsync();
        _transcriber.End(Unusable);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal(("server_error", "internal"), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("text", "one\n")]
    [InlineData("srt", "1\n00:00:00,000 --> ")]
    [InlineData("vtt", "WEBVTT\n\n")]
    [InlineData("tsv", "start\tend\ttext\n0\t")]
    public async Task Text_ThatTakesLong_BeginsWithItsHeaders(string format, string beginning)
    {
        using var response = await StartAsync(("response_format", format));
        await _transcriber.Begun;
        _transcriber.Hear("one");
        _transcriber.End();

        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("no", response.Headers.GetValues("x-accel-buffering").Single());
        var body = await response.Content.ReadAsStringAsync();
        Assert.StartsWith(beginning, body, StringComparison.Ordinal);
        Assert.Contains("one", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_ThatFailsAfterItsHeaders_EndsTheConnection()
    {
        using var response = await StartAsync(("response_format", "srt"));
        _transcriber.End(Unusable);

        await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Json_ThatFailsBeforeItsHeaders_HasTheStatus()
    {
        _transcriber.End(Unusable);
        using var form = FormPost.Form();
        using var response = await _server.Http.PostAsync(FormPost.Transcriptions, form);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single());
    }

    [Fact]
    public async Task Events_OfATranscript_AreItsSegmentsThenItsText()
    {
        foreach (var text in new[] { "one", "two.", "三", "四" })
            _transcriber.Hear(text);
        _transcriber.End();

        var body = await _server.Http.PostFormAsync(FormPost.Transcriptions, FormPost.Form(("stream", "true")));

        const string Done = """{"type":"transcript.text.done","text":"one two. 三四","languages":[{"code":"en"}],"language":"english",""";
        Assert.Equal(
            $$$"""
            data: {"type":"transcript.text.delta","delta":"one"}

            data: {"type":"transcript.text.delta","delta":" two."}

            data: {"type":"transcript.text.delta","delta":" 三"}

            data: {"type":"transcript.text.delta","delta":"四"}

            data: {{{Done}}}"duration":4.5}

            data: [DONE]


            """,
            body);
    }

    [Fact]
    public async Task Events_OfALongWait_AreComments()
    {
        using var response = await StartAsync(("stream", "true"));
        _transcriber.End();

        Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.StartsWith(": waiting\n\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_OfAFailureInTheMiddle_EndWithAnError()
    {
        _transcriber.Hear("one");
        _transcriber.End(Unusable);

        var body = await _server.Http.PostFormAsync(FormPost.Transcriptions, FormPost.Form(("stream", "true")));

        var events = body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, events.Length);
        Assert.StartsWith("event: error\ndata: {\"error\":{\"message\":\"The output is unusable\"", events[1], StringComparison.Ordinal);
        Assert.Equal("data: [DONE]", events[2]);
    }

    [Fact]
    public async Task Events_OfAFailureBeforeTheFirst_AreAnOrdinaryError()
    {
        _transcriber.End(Unusable);
        using var form = FormPost.Form(("stream", "true"));
        using var response = await _server.Http.PostAsync(FormPost.Transcriptions, form);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task Events_OfASecondStream_AreOverTheQuota()
    {
        using var first = await StartAsync(("stream", "true"));
        using var form = FormPost.Form(("stream", "true"));
        using var second = await _server.Http.PostAsync(FormPost.Transcriptions, form);

        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        _transcriber.End();
    }

    // Sends a form, and lets the time pass until the headers of the answer are there.
    private async Task<HttpResponseMessage> StartAsync(params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, FormPost.Transcriptions) { Content = FormPost.Form(fields) };
        var answer = _server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await Until.TrueAsync(() => answer.IsCompleted, _time, Patience.Interval);
        return await answer;
    }
}
