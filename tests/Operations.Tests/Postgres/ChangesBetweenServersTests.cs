using Microsoft.Extensions.Time.Testing;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Postgres;

/// <summary>Servers on one database wake each other. Their clocks stand still, so no poll finds anything.</summary>
public sealed class ChangesBetweenServersTests : IAsyncLifetime
{
    private const string Listeners = "FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";

    private readonly ScriptedTranscriber _transcriber = new(3);
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private PostgresTestStore? _store;
    private OperationsHost _running = null!;
    private OperationsHost _other = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await PostgresTestStore.CreateAsync();
        _running = await new OperationsHost(_store, _transcriber, _clock).StartAsync();
        // It runs nothing itself.
        _other = await new OperationsHost(_store, new ScriptedTranscriber(3) { IsReady = false }, _clock).StartAsync();
        await Until.TrueAsync(async () => await _store.CountAsync($"SELECT COUNT(*) {Listeners}") == 2);
    }

    [Fact]
    public async Task Create_OnOneServer_RunsOnTheOtherAtOnce()
    {
        var created = await _other.Operations.CreateAsync(Examples.Inline([1]), default);

        Assert.Equal(OperationState.Succeeded, (await _running.EndAsync(created.Id)).State);
    }

    [Fact]
    public async Task Watch_OnAnotherServer_GetsEverySegmentInOrder()
    {
        var created = await _other.Operations.CreateAsync(Examples.Remote(), default);

        var events = await _other.Operations.WatchAsync(created.Id, default).ToListAsync();

        Assert.Equal([0, 1, 2], events.OfType<WatchEvent.SegmentStored>().Select(stored => stored.Segment.Index));
        Assert.IsType<WatchEvent.Ended>(events[^1]);
    }

    [Fact]
    public async Task Cancel_OnAnotherServer_StopsTheRunAtOnce()
    {
        var (begun, stopped) = (new TaskCompletionSource(), new TaskCompletionSource());
        _transcriber.BeforeWindow = async (_, _, cancel) =>
        {
            using var registration = cancel.Register(stopped.SetResult);
            begun.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        };
        var created = await _other.Operations.CreateAsync(Examples.Remote(), default);
        await begun.Task;

        await _other.Operations.CancelAsync(created.Id, default);

        await stopped.Task.WaitAsync(Until.Longest);
    }

    [Fact]
    public async Task Listen_ConnectionBroken_HearsOfLaterChanges()
    {
        await _store!.ExecuteAsync($"SELECT pg_terminate_backend(pid) {Listeners}");

        var created = await _other.Operations.CreateAsync(Examples.Remote(), default);

        Assert.Equal(OperationState.Succeeded, (await _running.EndAsync(created.Id)).State);
        Assert.Contains(_running.Logged, entry => entry.Message.Contains("interrupted", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is null)
            return;
        await _other.DisposeAsync();
        await _running.DisposeAsync();
        await _store.DisposeAsync();
    }
}
