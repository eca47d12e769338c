using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Ports;

/// <summary>Connections that speak neither protocol or stop in the middle of one.</summary>
public sealed class HostileConnectionTests(ServerFixture fixture)
{
    [Fact]
    public async Task SilentClients_Many_HoldUpNobody()
    {
        var silent = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ConnectAsync()));
        try
        {
            Assert.Equal("""{"status":"ok"}""", await fixture.Server.Http.GetStringAsync("/health").WaitAsync(Until.Longest));
        }
        finally
        {
            foreach (var client in silent)
                client.Dispose();
        }
    }

    [Theory]
    [InlineData("GARBAGE\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001 is how TLS begins\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n and no frame follows")]
    public async Task Garbage_IsTurnedAway_OthersAreServed(string said)
    {
        using var client = await ConnectAsync();
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(said));
        await ClosedAsync(client.GetStream());
        Assert.Equal("""{"status":"ok"}""", await fixture.Server.Http.GetStringAsync("/health"));
    }

    [Fact]
    public async Task GarbageInsteadOfThePreface_OverTls_IsTurnedAway()
    {
        using var certificate = new TestCertificate();
        await using var server = await TestServer.StartLoadingAsync(_ => { }, certificate.Setting);
        using var client = await ConnectAsync(server);
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: true);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            CertificateChainPolicy = certificate.Trust,
        });
        Assert.Equal(SslApplicationProtocol.Http2, tls.NegotiatedApplicationProtocol);
        await tls.WriteAsync("GARBAGE GARBAGE GARBAGE\r\n\r\n"u8.ToArray());
        await ClosedAsync(tls);
    }

    [Fact]
    public async Task HalfAPreface_ThenNothing_IsCutOff()
    {
        await using var server = await TestServer.StartLoadingAsync(_ => { }, "Transcribe:Server:ProtocolTimeout=00:00:01");
        using var client = await ConnectAsync(server);
        await client.GetStream().WriteAsync("PRI * HTTP/2.0\r\n"u8.ToArray());
        await ClosedAsync(client.GetStream());
    }

    private Task<TcpClient> ConnectAsync() => ConnectAsync(fixture.Server);

    private static async Task<TcpClient> ConnectAsync(TestServer server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        return client;
    }

    private static async Task ClosedAsync(Stream stream)
    {
        using var timeout = new CancellationTokenSource(Until.Longest);
        var buffer = new byte[4_096];
        try
        {
            while (await stream.ReadAsync(buffer, timeout.Token) > 0)
            {
                // The server sends a last frame before it closes.
            }
        }
        // The server closed the connection with a reset.
        catch (IOException)
        {
        }
    }
}
