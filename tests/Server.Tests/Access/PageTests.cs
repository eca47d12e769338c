using System.Net;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Access;

/// <summary>The pages beside the API, and who may see them.</summary>
public sealed class PageTests
{
    private const string Key = "correct-horse-battery";

    [Theory]
    [InlineData("Metrics", "/metrics")]
    [InlineData("Docs", "/docs/")]
    [InlineData("Docs", "/openapi/v1.json")]
    [InlineData("Docs", "/")]
    [InlineData("Samples", "/samples/digits-en.mp3")]
    public async Task Page_WithEachSetting_IsOpenKeyedOrClosed(string setting, string path)
    {
        foreach (var (access, without, with) in new[]
        {
            ("Open", HttpStatusCode.OK, HttpStatusCode.OK),
            ("Keyed", HttpStatusCode.Unauthorized, HttpStatusCode.OK),
            ("Closed", HttpStatusCode.NotFound, HttpStatusCode.NotFound),
        })
        {
            // Only the page of the setting changes; a redirect leads to another.
            await using var server = await TestServer.StartLoadingAsync(
                _ => { },
                $"Transcribe:Access:{setting}={access}",
                $"Transcribe:Access:Keys:0={Key}",
                $"Transcribe:Server:SamplesFolder={Repository.Samples}");

            Assert.Equal((without, with), (await GetAsync(server, path, null), await GetAsync(server, path, Key)));
            Assert.Equal(HttpStatusCode.OK, await GetAsync(server, "/livez", null));
        }
    }

    private static async Task<HttpStatusCode> GetAsync(TestServer server, string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
            request.Headers.Add("x-api-key", key);
        using var http = new HttpClient { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };
        // A redirect keeps the header.
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }
}
