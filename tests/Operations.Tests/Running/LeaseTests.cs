using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Running;

/// <summary>Runs that keep their lease, and runs that lose it.</summary>
public abstract class LeaseTests(StoreKind kind) : RunnerTests(kind)
{
    private const string LeaseTime = "SELECT lease_time FROM operations";

    [Fact]
    public async Task Lease_RunsOut_AnotherTakesOverAndTheStoppedRunStoresNothing()
    {
        await using var dead = Server();
        var operation = await dead.Operations.CreateAsync(Examples.Remote(), default);
        var stopped = (await dead.Store.ClaimAsync("stopped", Lease, default))!.Run;
        await dead.Store.CommitAsync(stopped, Examples.Window(0), Lease, default);

        Clock.Advance(Lease);
        await using var second = await StartAsync();
        var ended = await EndAsync(second, operation.Id);

        Assert.False(await dead.Store.CommitAsync(stopped, Examples.Window(1), Lease, default));
        Assert.Equal((OperationState.Succeeded, 2), (ended.State, ended.Attempt));
        Assert.Equal(Examples.Text(3), await second.TextAsync(operation.Id));
        Assert.Equal(1, Assert.Single(Transcriber.Runs).Resume.SegmentCount);
    }

    [Fact]
    public async Task Run_LongerThanItsLease_KeepsIt()
    {
        var (begun, proceed) = (new TaskCompletionSource(), new TaskCompletionSource());
        Transcriber.BeforeWindow = (_, window, cancel) =>
        {
            if (window == 1)
                begun.TrySetResult();
            return window == 1 ? proceed.Task.WaitAsync(cancel) : Task.CompletedTask;
        };
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        var operation = await first.Operations.CreateAsync(Examples.Remote(), default);
        await begun.Task;

        for (var passed = TimeSpan.Zero; passed <= Lease; passed += Lease / 3)
            await PassToRenewalAsync(first);
        Assert.Null(await second.Store.ClaimAsync("takes over", Lease, default));
        proceed.SetResult();
        var ended = await EndAsync(first, operation.Id);

        Assert.Equal((OperationState.Succeeded, 1), (ended.State, ended.Attempt));
    }

    // Lets the time between two renewals pass, and waits for the renewal.
    private async Task PassToRenewalAsync(OperationsHost server)
    {
        var before = await server.CountAsync(LeaseTime);
        Clock.Advance(Lease / 3);
        await Until.TrueAsync(async () => await server.CountAsync(LeaseTime) > before, Clock, Creep);
    }
}
