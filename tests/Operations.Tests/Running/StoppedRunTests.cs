using Microsoft.Extensions.Logging;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Running;

/// <summary>Runs that end early, because their operation is cancelled or deleted or their server stops.</summary>
public abstract class StoppedRunTests(StoreKind kind) : RunnerTests(kind)
{
    [Fact]
    public async Task Cancel_Running_StopsTheRunAndKeepsItsSegments()
    {
        await using var server = await StartAsync();
        await CancelRunningAsync(server, by: server, told: true);
    }

    [Fact]
    public async Task Cancel_RunningInAnotherProcess_StopsTheRun()
    {
        await using var server = await StartAsync();
        await using var other = Server();
        await CancelRunningAsync(server, by: other, told: false);
    }

    [Fact]
    public async Task Delete_Running_StopsTheRunAndLeavesNothing()
    {
        await using var server = await StartAsync();
        await DeleteRunningAsync(server, by: server, told: true);
    }

    [Fact]
    public async Task Delete_RunningInAnotherProcess_StopsTheRun()
    {
        await using var server = await StartAsync();
        await using var other = Server();
        await DeleteRunningAsync(server, by: other, told: false);
    }

    [Fact]
    public async Task Delete_ThenRestart_RunsNothing()
    {
        await using var first = Server();
        var running = await first.Operations.CreateAsync(Examples.Remote(), default);
        Assert.NotNull(await first.Store.ClaimAsync("dies", Lease, default));
        var queued = await first.Operations.CreateAsync(Examples.Remote(), default);
        await first.Operations.DeleteAsync(running.Id, default);
        await first.Operations.DeleteAsync(queued.Id, default);

        Clock.Advance(Lease);
        await using var second = await StartAsync();
        await RunAsync(second, Examples.Remote());

        Assert.Single(Transcriber.Runs);
    }

    [Fact]
    public async Task Cancel_ClaimedWhoseAudioWasNotReadYet_IsNoFault()
    {
        await using var server = Server();
        var operation = await server.Operations.CreateAsync(Examples.Inline([1, 2, 3]), default);
        var claimed = (await server.Store.ClaimAsync("claims", Lease, default))!;
        await server.Operations.CancelAsync(operation.Id, default);

        await server.Run.RunAsync(claimed, fetched: null, CancellationToken.None);

        Assert.Equal(OperationState.Cancelled, (await server.Operations.GetAsync(operation.Id, default)).State);
        Assert.Empty(Transcriber.Runs);
        Assert.DoesNotContain(server.Logged, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Stop_Running_PutsItBackUncounted()
    {
        var begun = HangAt(window: 1);
        await using var first = await StartAsync(("Operations:MaxAttempts", "1"));
        var operation = await first.Operations.CreateAsync(Examples.Inline([1]), default);
        await begun;

        await first.StopAsync();
        var stopped = await first.Operations.GetAsync(operation.Id, default);
        Transcriber.BeforeWindow = (_, _, _) => Task.CompletedTask;
        await using var second = await StartAsync(("Operations:MaxAttempts", "1"));
        var ended = await EndAsync(second, operation.Id);

        Assert.Equal((OperationState.Queued, 0), (stopped.State, stopped.Failures));
        Assert.Equal(OperationState.Succeeded, ended.State);
        Assert.Equal([0, 1], Transcriber.Runs.Select(run => run.Resume.SegmentCount));
    }

    private async Task CancelRunningAsync(OperationsHost server, OperationsHost by, bool told)
    {
        var operation = await StopRunningAsync(server, id => by.Operations.CancelAsync(id, default), told);

        Assert.Equal(OperationState.Cancelled, (await EndAsync(server, operation.Id)).State);
        Assert.Equal(Examples.Text(2), await server.TextAsync(operation.Id));
    }

    private async Task DeleteRunningAsync(OperationsHost server, OperationsHost by, bool told)
    {
        await StopRunningAsync(server, id => by.Operations.DeleteAsync(id, default), told);

        Assert.Equal(0, await server.CountAsync("SELECT COUNT(*) FROM operations"));
        Assert.Equal(0, await server.CountAsync("SELECT COUNT(*) FROM segments"));
        await Until.TrueAsync(() => server.Logged.Any(entry => entry.Message.Contains("deleted", StringComparison.Ordinal)));
        Assert.DoesNotContain(server.Logged, entry => entry.Level >= LogLevel.Error);
    }

    private async Task<Operation> StopRunningAsync(OperationsHost server, Func<string, Task> stop, bool told)
    {
        var begun = HangAt(window: 2);
        var stopped = new TaskCompletionSource();
        var hang = Transcriber.BeforeWindow;
        Transcriber.BeforeWindow = async (run, window, cancel) =>
        {
            using var registration = cancel.Register(stopped.SetResult);
            await hang(run, window, cancel);
        };
        var operation = await server.Operations.CreateAsync(Examples.Remote(), default);
        await begun;

        await stop(operation.Id);
        // The process that runs it needs no time if it is told, and else some until its next check.
        await Until.TrueAsync(() => stopped.Task.IsCompleted, Clock, told ? TimeSpan.Zero : Creep);
        return operation;
    }
}
