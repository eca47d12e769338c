using System.Net;
using System.Text.Json;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Errors;

/// <summary>
/// Requests that are refused while their body is sent. The client is curl, which loses the response if the server resets the stream.
/// </summary>
public sealed class LargeBodyTests(ServerFixture fixture) : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--http1.1", "x-length: stated")]
    [InlineData("--http1.1", "Transfer-Encoding: chunked")]
    [InlineData("--http2-prior-knowledge", "x-length: stated")]
    [InlineData("--http2-prior-knowledge", "Transfer-Encoding: chunked")]
    public async Task InlineOverJson_MoreThanAllowed_IsAudioTooLargeInEachVersionOfHttp(string version, string header)
    {
        foreach (var bytes in new[] { 2 * ServerFixture.MaxInlineBytes, 4 * ServerFixture.MaxInlineBytes })
        {
            var (status, body) = await PostAsync("/v1/transcribe", bytes, version, "-H", "Content-Type: application/json", "-H", header);

            Assert.Equal(400, status);
            var error = Failure.AssertEnvelope(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "AUDIO_TOO_LARGE", body);
            Assert.Equal("Inline audio may be at most 1048576 bytes", error.GetProperty("message").GetString());
        }
    }

    [Fact]
    public async Task Generate_AsynchronousWithMoreThanAllowed_IsInvalidAsTheSynchronousCall()
    {
        string[] json = ["--http1.1", "-H", "Content-Type: application/json"];

        var direct = await PostAsync("/generate", 4 * ServerFixture.MaxInlineBytes, json);
        var asynchronous = await PostAsync("/generate", 4 * ServerFixture.MaxInlineBytes, [.. json, "-H", "Prefer: respond-async"]);

        Assert.Equal(400, direct.Status);
        Assert.Equal(direct, asynchronous);
    }

    [Theory]
    [InlineData("--http1.1")]
    [InlineData("--http2-prior-knowledge")]
    public async Task Refusal_BeforeTheBodyIsRead_ArrivesInEachVersionOfHttp(string version)
    {
        var (status, body) = await PostAsync("/v1/nothing", 4 << 20, version, "-H", "Content-Type: application/json");
        Assert.Equal(404, status);
        Failure.AssertEnvelope(HttpStatusCode.NotFound, "NOT_FOUND", "NOT_FOUND", body);

        (status, body) = await PostAsync("/v1/transcribe", 4 << 20, version, "-H", "Content-Type: text/plain");
        Assert.Equal(400, status);
        Failure.AssertEnvelope(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "INVALID_REQUEST", body);
    }

    private async Task<(int Status, string Body)> PostAsync(string path, int bytes, params string[] arguments)
    {
        Assert.SkipUnless(await Tool.SucceedsAsync("curl", "--version"), "curl is missing");
        var file = _folder["body.json"];
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { content = new byte[bytes] }));
        var url = new Uri(fixture.Server.Address, path).ToString();
        var result = await Tool.RunAsync(
            "curl", ["--silent", "--show-error", "--data-binary", $"@{file}", "--write-out", "\n%{http_code}", .. arguments, url]);
        Assert.True(result.Exit == 0, result.Error);
        var lines = result.Output.Split('\n');
        return (int.Parse(lines[^1], System.Globalization.CultureInfo.InvariantCulture), lines[0]);
    }
}
