using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.JsonFace;

/// <summary>The forms in which HTTP responses come.</summary>
public sealed class ResponseFormatTests(ServerFixture fixture)
{
    private static readonly TranscribeRequest Speech = new() { Content = Samples.English.Content };

    [Fact]
    public async Task Stream_ByDefault_IsNewlineDelimitedJson()
    {
        using var response = await fixture.Server.Http.PostAsync("/v1/transcribe:stream", Speech);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("no", response.Headers.GetValues("x-accel-buffering").Single());
        var lines = (await response.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n');
        Assert.All(lines, line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public async Task Stream_WhereEventsAreAccepted_IsServerSentEvents()
    {
        var segments = (await fixture.Server.Client.TranscribeAsync(Speech)).Segments.Count;

        using var response = await fixture.Server.Http.PostAsync(
            "/v1/transcribe:stream", Speech, ("Accept", "application/json;q=0.5, text/event-stream"));

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        Assert.True(response.Headers.CacheControl?.NoCache);
        Assert.Equal("no", response.Headers.GetValues("x-accel-buffering").Single());
        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(segments + 1, events.Length);
        Assert.All(events.SkipLast(1), text => Assert.StartsWith("data: {\"segment\":", text, StringComparison.Ordinal));
        Assert.StartsWith("data: {\"summary\":", events[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task EventStream_FailsAfterASegment_EndsWithAnErrorEvent()
    {
        using var response = await fixture.Server.Http.PostAsync(
            "/v1/transcribe:stream",
            Speech,
            ("Accept", "text/event-stream"),
            (FaultInterceptor.Header, "InferenceFailed"),
            (FaultInterceptor.LateHeader, "yes"));

        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("data: {\"segment\":", events[0], StringComparison.Ordinal);
        Assert.StartsWith("event: error\ndata: {\"error\":{\"code\":500,", events[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task EventStream_FailsBeforeItsFirstEvent_IsAnErrorBody()
    {
        using var response = await fixture.Server.Http.PostAsync("/v1/transcribe:stream", "{}", ("Accept", "text/event-stream"));
        await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "INVALID_REQUEST", response);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Document_WhereACodingIsAccepted_IsCompressed(string coding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json") { Headers = { { "Accept-Encoding", coding } } };
        using var response = await fixture.Server.Http.SendAsync(request);
        Assert.Equal([coding], response.Content.Headers.ContentEncoding);
        await using var body = await response.Content.ReadAsStreamAsync();
        await using Stream inflated = coding == "br"
            ? new BrotliStream(body, CompressionMode.Decompress)
            : new GZipStream(body, CompressionMode.Decompress);
        using var document = await JsonDocument.ParseAsync(inflated);
        Assert.StartsWith("3.1", document.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_WhereACodingIsAccepted_IsNotCompressed()
    {
        using var response = await fixture.Server.Http.PostAsync("/v1/transcribe:stream", Speech, ("Accept-Encoding", "gzip"));
        Assert.Empty(response.Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("/v1/operations", HttpStatusCode.NoContent, "GET")]
    [InlineData("/v1/transcribe", HttpStatusCode.NoContent, "POST")]
    [InlineData("/v1/transcribe:live", HttpStatusCode.NoContent, "CONNECT", "GET")]
    [InlineData("/v1/realtime", HttpStatusCode.NoContent, "CONNECT", "GET")]
    [InlineData("/v1/nothing", HttpStatusCode.NotFound)]
    public async Task Options_OfAPath_NamesItsMethods(string path, HttpStatusCode status, params string[] methods)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        using var response = await fixture.Server.Http.SendAsync(request);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(methods, response.Content.Headers.Allow);
    }
}
