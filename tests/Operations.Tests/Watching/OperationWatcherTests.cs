using Microsoft.Extensions.Time.Testing;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Watching;

public abstract class OperationWatcherTests(StoreKind kind) : StoreTests(kind)
{
    private const int Windows = 250;

    private readonly ScriptedTranscriber _transcriber = new(Windows);

    [Fact]
    public async Task Watch_JoiningAtAnyTime_GivesEverySegmentOnceInOrderAndTheEndLast()
    {
        var gate = Gate(at: 120);
        await using var server = await new OperationsHost(TheStore, _transcriber).StartAsync();
        await using var other = new OperationsHost(TheStore, _transcriber);
        var operation = await server.Operations.CreateAsync(Examples.Remote(), default);

        var early = WatchAsync(server, operation.Id);
        await Until.TrueAsync(
            async () => (await server.Operations.GetAsync(operation.Id, default)).ProcessedDuration == TimeSpan.FromSeconds(120));
        var middle = WatchAsync(server, operation.Id);
        var elsewhere = WatchAsync(other, operation.Id);
        gate.SetResult();
        await server.EndAsync(operation.Id);
        var late = WatchAsync(server, operation.Id);

        foreach (var events in await Task.WhenAll(early, middle, elsewhere, late))
        {
            Assert.Equal(Enumerable.Range(0, Windows), events.OfType<WatchEvent.SegmentStored>().Select(stored => stored.Segment.Index));
            Assert.Equal(OperationState.Succeeded, Assert.IsType<WatchEvent.Ended>(events[^1]).Operation.State);
            Assert.Single(events.OfType<WatchEvent.Ended>());
        }
        Assert.Contains(await early, watched => watched is WatchEvent.Progressed { Operation.ProgressPercent: > 0 and < 100 });
    }

    [Fact]
    public async Task Watch_ReaderStands_TheRunAndOtherWatchersGoOn()
    {
        await using var server = await new OperationsHost(TheStore, _transcriber).StartAsync();
        var gate = Gate(at: 1);
        var operation = await server.Operations.CreateAsync(Examples.Remote(), default);
        await using var standing = server.Operations.WatchAsync(operation.Id, default).GetAsyncEnumerator();
        Assert.True(await standing.MoveNextAsync());
        gate.SetResult();

        var others = await WatchAsync(server, operation.Id);
        Assert.IsType<WatchEvent.Ended>(others[^1]);

        var rest = new List<WatchEvent> { standing.Current };
        while (await standing.MoveNextAsync())
            rest.Add(standing.Current);
        Assert.Equal(Enumerable.Range(0, Windows), rest.OfType<WatchEvent.SegmentStored>().Select(stored => stored.Segment.Index));
    }

    [Fact]
    public async Task Watch_OperationDeleted_EndsInNotFound()
    {
        await using var server = new OperationsHost(TheStore);
        var operation = await server.Operations.CreateAsync(Examples.Remote(), default);
        var watching = WatchAsync(server, operation.Id);

        await server.Operations.DeleteAsync(operation.Id, default);

        Assert.Equal(OperationError.NotFound, (await Assert.ThrowsAsync<OperationException>(() => watching)).Error);
    }

    [Fact]
    public async Task Wait_UntilTimeout_GivesTheLatestState()
    {
        var clock = new FakeTimeProvider();
        await using var server = new OperationsHost(TheStore, time: clock);
        var operation = await server.Operations.CreateAsync(Examples.Remote(), default);

        var waiting = server.Operations.WaitAsync(operation.Id, TimeSpan.FromSeconds(30), default);
        await clock.PassAsync(TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(1));
        Assert.False(waiting.IsCompleted);
        await Until.TrueAsync(() => waiting.IsCompleted, clock, TimeSpan.FromSeconds(1));

        Assert.Equal(OperationState.Queued, (await waiting).State);
        Assert.Equal(OperationState.Queued, (await server.Operations.WaitAsync(operation.Id, TimeSpan.Zero, default)).State);
    }

    [Fact]
    public async Task Wait_EndsMeanwhile_ReturnsAtOnce()
    {
        var clock = new FakeTimeProvider();
        await using var server = new OperationsHost(TheStore, time: clock);
        var operation = await server.Operations.CreateAsync(Examples.Remote(), default);

        var waiting = server.Operations.WaitAsync(operation.Id, TimeSpan.FromMinutes(10), default);
        await server.Operations.CancelAsync(operation.Id, default);

        Assert.Equal(OperationState.Cancelled, (await waiting).State);
    }

    private TaskCompletionSource Gate(int at)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _transcriber.BeforeWindow = (_, window, _) => window == at ? gate.Task : Task.CompletedTask;
        return gate;
    }

    private static async Task<List<WatchEvent>> WatchAsync(OperationsHost server, string id) =>
        await server.Operations.WatchAsync(id, default).ToListAsync();
}
