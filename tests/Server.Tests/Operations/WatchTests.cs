using Google.LongRunning;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.Server.Lifetime;
using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Operations.Support;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Operations;

public sealed class WatchTests
{
    private const int Repeats = 30;

    [Fact]
    public async Task WatchTranscription_WatchersEarlyAndLate_SeeEverySegmentOnceInOrderAndThenTheEnd()
    {
        await using var server = await OperationsServer.StartAsync();
        var created = await server.Clients.CreateAsync(await Speech.RepeatedAsync(Repeats));
        var early = Enumerable.Range(0, 5).Select(_ => Watched.ReadAsync(server.Clients, created.Name)).ToList();

        var ended = await server.Clients.EndAsync(created.Name);
        var late = await Watched.ReadAsync(server.Clients, created.Name);

        var expected = ServerClients.Response(ended).Segments;
        Assert.InRange(expected.Count, Repeats / 3, int.MaxValue);
        Assert.Equal(Enumerable.Range(0, expected.Count), expected.Select(segment => segment.Index));
        Assert.All([.. await Task.WhenAll(early), late], watched =>
        {
            Assert.Equal(expected, watched.Segments);
            Assert.Equal(ended, watched.Done);
        });
    }

    [Fact]
    public async Task WatchTranscription_WhileItRuns_TellsOfProgressThatNeverGoesBack()
    {
        var held = new HeldTranscriber();
        await using var server = await OperationsServer.StartAsync(held);
        var created = await server.Clients.CreateAsync(await Speech.RepeatedAsync(Repeats));
        using var watch = server.Clients.Transcriber.WatchTranscription(new WatchTranscriptionRequest { Name = created.Name });

        var processed = new List<TimeSpan>();
        await foreach (var response in watch.ResponseStream.ReadAllAsync())
        {
            if (response.Progress is not { } progress)
                continue;
            processed.Add(progress.ProcessedDuration.ToTimeSpan());
            // The rest comes after the watcher has received the first window.
            if (processed[^1] > TimeSpan.Zero)
                held.Release();
        }

        Assert.Equal(processed.Order(), processed);
        Assert.Contains(processed, part => part > TimeSpan.Zero);
    }

    [Fact]
    public async Task WatchTranscription_ReaderThatStops_HoldsNobodyBackAndMissesNothing()
    {
        await using var server = await OperationsServer.StartAsync();
        var created = await server.Clients.CreateAsync(await Speech.RepeatedAsync(Repeats));
        using var slow = server.Clients.Transcriber.WatchTranscription(new WatchTranscriptionRequest { Name = created.Name });
        Assert.True(await slow.ResponseStream.MoveNext());
        var first = slow.ResponseStream.Current;

        var quick = await Watched.ReadAsync(server.Clients, created.Name);
        var rest = await Watched.ReadAsync(slow.ResponseStream);

        Assert.NotNull(quick.Done);
        Assert.Equal(quick.Done, rest.Done);
        Assert.Equal(
            quick.Segments,
            first.EventCase == WatchTranscriptionResponse.EventOneofCase.Segment ? [first.Segment, .. rest.Segments] : rest.Segments);
    }

    [Fact]
    public async Task WatchAndWait_ServerStops_AreToldAtOnceAndTheOperationGoesOnInTheNext()
    {
        await using var server = await OperationsServer.StartAsync("Transcribe:Server:DrainTimeout=01:00:00");
        var created = await server.Clients.CreateAsync(Speech.At(server.Peer.Held));
        using var watch = server.Clients.Transcriber.WatchTranscription(new WatchTranscriptionRequest { Name = created.Name });
        using var wait = server.Clients.Operations.WaitOperationAsync(
            new WaitOperationRequest { Name = created.Name, Timeout = Duration.FromTimeSpan(Until.Longest) });
        await server.Clients.StartedAsync(created.Name);
        var gate = server.Services.GetRequiredService<WorkGate>();
        await Until.TrueAsync(() => gate.Count == 2);

        var stop = server.StopAsync();

        await Failure.AssertGrpcAsync(StatusCode.Unavailable, "NOT_READY", () => Watched.ReadAsync(watch.ResponseStream));
        Assert.False((await wait).Done);
        // The watchers do not delay the stop until the time to drain is over.
        await stop.WaitAsync(Until.Longest);
        await server.RunAsync();
        server.Peer.Release();
        Assert.NotEmpty(ServerClients.Response(await server.Clients.EndAsync(created.Name)).Text);
    }
}
