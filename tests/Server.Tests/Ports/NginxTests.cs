using System.Net.WebSockets;
using System.Text;
using Grpc.Net.Client;
using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Live;
using Transcribe.Server.Tests.Operations.Support;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Ports;

/// <summary>Two replicas behind nginx with the configuration in deploy/.</summary>
public sealed class NginxTests
{
    [Fact]
    public async Task Calls_OfOneConnection_AreSpreadOverTheReplicas()
    {
        using var folder = new TestFolder();
        using var certificate = new TestCertificate();
        await using var first = await ServerProcess.StartAsync(folder["1"]);
        await using var second = await ServerProcess.StartAsync(folder["2"]);
        ServerProcess[] servers = [first, second];
        using var files = new TestFolder();
        await using var proxy = await NginxProxy.StartAsync(files, certificate, servers.Select(server => server.Clients.Http.BaseAddress!));
        using var channel = GrpcChannel.ForAddress(
            proxy.Address, new GrpcChannelOptions { HttpHandler = Trusting(certificate), DisposeHttpClient = true });
        var client = new Transcriber.TranscriberClient(channel);

        for (var call = 0; call < 10; call++)
            await client.ListModelsAsync(new ListModelsRequest());
        await Until.TrueAsync(async () => (await Task.WhenAll(servers.Select(CallCount.OfAsync))) is [>= 4, >= 4]);

        var audio = await Samples.English.ConvertAsync(1, "-f", "s16le", "-ar", "16000", "-ac", "1");
        var run = await LiveRun.RunAsync(client, LiveRun.Config(LiveRun.Linear16), audio, pace: TimeSpan.FromMilliseconds(10));
        Samples.English.AssertHeardIn(run.Text);

        using var http = new HttpClient(Trusting(certificate)) { BaseAddress = proxy.Address, Timeout = Timeout.InfiniteTimeSpan };
        Assert.Contains("digits", await http.GetStringAsync(new Uri("/v1/models", UriKind.Relative)), StringComparison.Ordinal);
        using var socket = new ClientWebSocket();
        var realtime = new UriBuilder(proxy.Address) { Scheme = "wss", Path = "/v1/realtime", Query = "intent=transcription" };
        await socket.ConnectAsync(realtime.Uri, http, CancellationToken.None);
        var buffer = new byte[4096];
        var message = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
        Assert.Contains("session", Encoding.UTF8.GetString(buffer, 0, message.Count), StringComparison.Ordinal);
    }

    private static SocketsHttpHandler Trusting(TestCertificate certificate) => new()
    {
        SslOptions =
        {
            RemoteCertificateValidationCallback = (_, presented, _, _) =>
                presented!.GetCertHashString() == certificate.Certificate.Thumbprint,
        },
    };
}
