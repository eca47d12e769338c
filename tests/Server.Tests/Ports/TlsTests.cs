using System.Net;
using Grpc.Net.Client;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Ports;

public sealed class TlsTests
{
    [Fact]
    public async Task Certificate_Configured_ServesGrpcAndHttpOverTls()
    {
        using var certificate = new TestCertificate();
        await using var server = await TestServer.StartAsync(certificate.Setting);
        using var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = certificate.Trust } };
        using var http = new HttpClient(handler) { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { HttpClient = http });

        Assert.Equal("https", server.Address.Scheme);
        Assert.Equal("ok", (await new Transcriber.TranscriberClient(channel).GetHealthAsync(new GetHealthRequest())).Status);
        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/health")
            {
                Version = version,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            using var response = await http.SendAsync(request);
            Assert.Equal(version, response.Version);
            Assert.Equal("""{"status":"ok"}""", await response.Content.ReadAsStringAsync());
        }
    }
}
