using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Ports;

public sealed class PortTests(ServerFixture fixture)
{
    [Fact]
    public async Task OnePort_GrpcAndHttpInterleaved_AnswersBoth()
    {
        for (var round = 0; round < 5; round++)
        {
            var health = await fixture.Server.Http.GetStringAsync("/health");
            Assert.Equal("""{"status":"ok"}""", health);
            var models = await fixture.Server.Client.ListModelsAsync(new ListModelsRequest());
            Assert.Single(models.Models);
        }
    }

    [Fact]
    public async Task OnePort_ManyClientsOfBothKindsAtOnce_AnswersAll()
    {
        var grpc = Enumerable.Range(0, 20).Select(async _ => (await fixture.Server.Client.GetHealthAsync(new GetHealthRequest())).Status);
        var http = Enumerable.Range(0, 20).Select(async _ => await fixture.Server.Http.GetStringAsync("/health"));
        Assert.All(await Task.WhenAll(grpc), status => Assert.Equal("ok", status));
        Assert.All(await Task.WhenAll(http), body => Assert.Equal("""{"status":"ok"}""", body));
    }

    [Fact]
    public async Task Peek_RequestInSingleBytes_AnswersIt()
    {
        using var client = await ConnectAsync(fixture.Server.Address);
        client.NoDelay = true;
        foreach (var letter in "PUT /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8.ToArray())
            await client.GetStream().WriteAsync(new[] { letter });
        Assert.StartsWith("HTTP/1.1 405", await ReadToEndAsync(client), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PR")]
    public async Task Peek_ClientThatSaysTooLittle_IsClosedInTime(string said)
    {
        await using var server = await TestServer.StartLoadingAsync(_ => { }, "Transcribe:Server:ProtocolTimeout=00:00:00.3");
        using var client = await ConnectAsync(server.Address);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(said));
        Assert.Empty(await ReadToEndAsync(client));
    }

    [Theory]
    [InlineData("/v1/transcribe:live")]
    [InlineData("/v1/realtime")]
    public async Task Socket_OverHttp2_Opens(string path)
    {
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        await socket.ConnectAsync(
            new UriBuilder(new Uri(fixture.Server.Address, path)) { Scheme = "ws" }.Uri, invoker, CancellationToken.None);

        Assert.Equal(WebSocketState.Open, socket.State);
    }

    private static async Task<TcpClient> ConnectAsync(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        return client;
    }

    private static async Task<string> ReadToEndAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream());
        using var limit = new CancellationTokenSource(Until.Longest);
        try
        {
            return await reader.ReadToEndAsync(limit.Token);
        }
        // The server closed the connection with a reset, so there is nothing more to read.
        catch (IOException)
        {
            return "";
        }
    }
}
