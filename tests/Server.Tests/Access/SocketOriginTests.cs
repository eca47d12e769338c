using System.Net;
using System.Net.WebSockets;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Access;

/// <summary>Web pages that open WebSockets.</summary>
public sealed class SocketOriginTests
{
    private const string Allowed = "https://app.example";

    [Theory]
    [InlineData("/v1/transcribe:live")]
    [InlineData("/v1/realtime")]
    public async Task Origin_NeitherOwnNorAllowed_IsRefused(string path)
    {
        await using var server = await TestServer.StartAsync($"Transcribe:Access:AllowedOrigins:0={Allowed}");
        string?[] accepted = [null, Allowed, server.Address.GetLeftPart(UriPartial.Authority)];
        string[] refused =
            ["https://evil.example", "null", "http://app.example", $"{Allowed}.evil.example", $"http://{server.Address.Host}:1"];

        foreach (var origin in accepted)
            Assert.Equal(HttpStatusCode.SwitchingProtocols, await StatusAsync(server, path, origin));
        foreach (var origin in refused)
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, path, origin));
    }

    [Fact]
    public async Task Origin_OfACallThatIsNoSocket_DoesNotCount()
    {
        await using var server = await TestServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Add("Origin", "https://evil.example");

        using var response = await server.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Refusal_NamesItsReason()
    {
        await using var server = await TestServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/transcribe:live");
        request.Headers.Add("Origin", "https://evil.example");

        using var response = await server.Http.SendAsync(request);

        await Failure.AssertEnvelopeAsync(HttpStatusCode.Forbidden, "PERMISSION_DENIED", "ORIGIN_NOT_ALLOWED", response);
    }

    private static async Task<HttpStatusCode> StatusAsync(TestServer server, string path, string? origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        try
        {
            await socket.ConnectAsync(new UriBuilder(new Uri(server.Address, path)) { Scheme = "ws" }.Uri, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The status says why.
        }
        return socket.HttpStatusCode;
    }
}
