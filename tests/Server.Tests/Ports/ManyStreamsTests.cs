using Grpc.Core;
using Grpc.Net.Client;
using Transcribe.Server.Tests.Operations.Support;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Ports;

/// <summary>Many calls at once on one connection, as clients make them that share a channel.</summary>
public sealed class ManyStreamsTests
{
    [Fact]
    public async Task Call_BesideManyWatchesOfOneConnection_IsAnswered()
    {
        await using var server = await OperationsServer.StartAsync();
        var created = await server.Clients.CreateAsync(Speech.At(server.Peer.Held));
        using var channel = OneConnection(server.Clients.Http.BaseAddress!);
        var client = new Transcriber.TranscriberClient(channel);
        var watches = await Task.WhenAll(Enumerable.Range(0, 150).Select(_ => WatchAsync(client, created.Name)));

        var health = await client.GetHealthAsync(new GetHealthRequest(), deadline: Deadline());

        Assert.Equal("ok", health.Status);
        foreach (var watch in watches)
            watch.Dispose();
    }

    [Fact]
    public async Task Call_OverTheLimitOfItsConnection_WaitsForAnotherToEnd()
    {
        await using var server = await OperationsServer.StartAsync("Transcribe:Server:MaxStreamsPerConnection=2");
        var created = await server.Clients.CreateAsync(Speech.At(server.Peer.Held));
        using var channel = OneConnection(server.Clients.Http.BaseAddress!);
        var client = new Transcriber.TranscriberClient(channel);
        using var first = await WatchAsync(client, created.Name);
        using var second = await WatchAsync(client, created.Name);

        using var waiting = client.GetHealthAsync(new GetHealthRequest(), deadline: Deadline());
        // Another connection is not held up.
        await server.HealthAsync();
        Assert.False(waiting.ResponseAsync.IsCompleted);
        first.Dispose();

        Assert.Equal("ok", (await waiting).Status);
    }

    private static GrpcChannel OneConnection(Uri address)
    {
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = false };
        return GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }

    private static async Task<AsyncServerStreamingCall<WatchTranscriptionResponse>> WatchAsync(
        Transcriber.TranscriberClient client, string name)
    {
        var watch = client.WatchTranscription(new WatchTranscriptionRequest { Name = name }, deadline: Deadline());
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        return watch;
    }

    private static DateTime Deadline() => TimeProvider.System.GetUtcNow().UtcDateTime + Until.Longest;
}
