using System.Net.Sockets;
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
