using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Store;

public abstract class StoreKeeperTests(StoreKind kind) : StoreTests(kind)
{
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private OperationsHost _server = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _server = new OperationsHost(TheStore, time: _clock);
    }

    [Fact]
    public async Task Sweep_AfterRetention_RemovesWhatEndedAndKeepsTheRest()
    {
        var ended = await _server.Operations.CreateAsync(Examples.Remote(), default);
        var run = (await _server.Store.ClaimAsync("test", Examples.Lease, default))!.Run;
        await _server.Store.CommitAsync(run, Examples.Window(0), Examples.Lease, default);
        await _server.Operations.CancelAsync(ended.Id, default);
        await _server.StartAsync();

        await _clock.PassAsync(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(10), TimeSpan.FromDays(3) - TimeSpan.FromMinutes(1));
        var young = await _server.Operations.CreateAsync(Examples.Remote(), default);
        Assert.Equal(OperationState.Cancelled, (await _server.Operations.GetAsync(ended.Id, default)).State);
        await Until.TrueAsync(
            async () => (await _server.Operations.ListAsync(new OperationQuery(), default)).Operations.All(left => left.Id == young.Id),
            _clock,
            TimeSpan.FromMinutes(1));

        Assert.Empty(await _server.Store.ReadSegmentsAsync(ended.Id, 0, 10, default));
    }

    [Fact]
    public async Task Sweep_AudioWithoutOperation_IsRemovedOnceItIsOld()
    {
        var queued = await _server.Operations.CreateAsync(Examples.Inline([1]), default);
        var later = await _server.Store.ClaimAsync("test", Examples.Lease, default);
        await _server.Store.RequeueAsync(later!.Run, TimeSpan.FromDays(1), failed: false, default);
        await _server.Audio.WriteAsync("orphan", new MemoryStream([1]), default);

        await _server.StartAsync();
        await _clock.PassAsync(TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(10));
        Assert.Equal(2, (await TheStore.AudioAsync()).Count);
        await Until.TrueAsync(async () => (await TheStore.AudioAsync()).Count == 1, _clock, TimeSpan.FromMinutes(1));

        Assert.Equal([queued.Id], await TheStore.AudioAsync());
    }

    [Fact]
    public async Task Sweep_RepairThatFails_StillRemovesAudio()
    {
        await _server.Audio.WriteAsync("orphan", new MemoryStream([1]), default);
        await _server.Store.InitializeAsync(default);
        await TheStore.ExecuteAsync("ALTER TABLE deliveries RENAME TO hidden");

        await _server.StartAsync();

        await Until.TrueAsync(async () => (await TheStore.AudioAsync()).Count == 0, _clock, TimeSpan.FromMinutes(1));
        Assert.Contains(_server.Logged, entry => entry.Level == LogLevel.Error);
    }

    protected override ValueTask CloseAsync() => _server.DisposeAsync();
}
