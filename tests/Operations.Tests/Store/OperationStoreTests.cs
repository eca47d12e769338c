using Microsoft.Extensions.Time.Testing;
using Transcribe.Operations.Store;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Store;

/// <summary>The contract that every store keeps. The test class of a store derives from this one.</summary>
public abstract class OperationStoreTests(StoreKind kind) : StoreTests(kind)
{
    private static readonly TimeSpan Lease = Examples.Lease;

    private readonly FakeTimeProvider _clock = new();
    private OperationsHost _server = null!;

    private IOperationStore Store => _server.Store;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _server = Open();
    }

    [Fact]
    public async Task Add_Operation_SetsItsCreationTime()
    {
        var created = await CreateAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        var later = await CreateAsync();

        Assert.NotEqual(default, created.CreateTime);
        Assert.Equal(
            (created.CreateTime, created.CreateTime),
            (created.UpdateTime, (await Store.FindAsync(created.Id, default))!.CreateTime));
        Assert.True(later.CreateTime - created.CreateTime >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Claim_SeveralQueued_TakesTheOldestFirst()
    {
        var first = await CreateAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        var second = await CreateAsync();

        var claimed = new[] { await ClaimAsync(), await ClaimAsync(), await ClaimAsync() };

        Assert.Equal([first.Id, second.Id, null], claimed.Select(operation => operation?.Id));
        Assert.All(claimed.Take(2), operation => Assert.Equal((OperationState.Running, 1), (operation!.State, operation.Attempt)));
    }

    [Fact]
    public async Task Claim_ByManyAtOnce_GivesEachOperationToOne()
    {
        for (var i = 0; i < 20; i++)
            await CreateAsync();

        var claimed = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(ClaimAsync)));

        Assert.Equal(20, claimed.OfType<Operation>().Select(operation => operation.Id).Distinct().Count());
        Assert.Equal(20, claimed.Count(operation => operation is null));
    }

    [Fact]
    public async Task Commit_AfterTakeover_IsRefused()
    {
        await CreateAsync();
        var stopped = (await ClaimAsync())!;
        Assert.True(await Store.CommitAsync(stopped.Run, Examples.Window(0), Lease, default));
        _clock.Advance(Lease);
        var taken = (await ClaimAsync())!;

        Assert.False(await Store.CommitAsync(stopped.Run, Examples.Window(1), Lease, default));
        Assert.False(await Store.RenewLeaseAsync(stopped.Run, Lease, default));
        Assert.False(await Store.RequeueAsync(stopped.Run, TimeSpan.Zero, failed: true, default));
        Assert.False(
            await Store.FinishAsync(stopped.Run, RunResult.Succeeded(Examples.Summary(1)), Delivery("late"), Examples.Retention, default));

        Assert.Equal((2, 1), (taken.Attempt, taken.Resume!.SegmentCount));
        Assert.Equal(Examples.SamplesPerSecond, taken.Resume.EndSample);
        Assert.True(await Store.CommitAsync(taken.Run, Examples.Window(1), Lease, default));
        Assert.True(
            await Store.FinishAsync(taken.Run, RunResult.Succeeded(Examples.Summary(2)), Delivery("first"), Examples.Retention, default));
        Assert.Equal(Examples.Text(2), await _server.TextAsync(taken.Id));
        Assert.Equal("first", (await _server.Deliveries.ClaimAsync(Lease, default))!.Id);
        Assert.Null(await _server.Deliveries.ClaimAsync(Lease, default));
    }

    [Fact]
    public async Task Commit_AfterCancellation_IsRefused()
    {
        await CreateAsync();
        var run = (await ClaimAsync())!.Run;
        await _server.Operations.CancelAsync(run.OperationId, default);

        Assert.False(await Store.CommitAsync(run, Examples.Window(0), Lease, default));
        Assert.False(await Store.FinishAsync(run, RunResult.Succeeded(Examples.Summary(0)), delivery: null, Examples.Retention, default));
        Assert.Equal(OperationState.Cancelled, (await _server.Operations.GetAsync(run.OperationId, default)).State);
    }

    [Fact]
    public async Task Claim_LeaseRenewedOrHeld_LeavesTheRunAlone()
    {
        await CreateAsync();
        var run = (await ClaimAsync())!.Run;
        _clock.Advance(Lease - TimeSpan.FromTicks(1));
        Assert.Null(await ClaimAsync());
        Assert.True(await Store.RenewLeaseAsync(run, Lease, default));
        _clock.Advance(Lease - TimeSpan.FromTicks(1));
        Assert.Null(await ClaimAsync());
        Assert.True(await Store.CommitAsync(run, Examples.Window(0), Lease, default));
        _clock.Advance(Lease - TimeSpan.FromTicks(1));
        Assert.Null(await ClaimAsync());
    }

    [Fact]
    public async Task Claim_AfterLapsesAndFaults_CountsEachInARowUntilAWindowIsStored()
    {
        await CreateAsync();
        await ClaimAsync();
        _clock.Advance(Lease);
        var lapsed = (await ClaimAsync())!;
        await Store.RequeueAsync(lapsed.Run, TimeSpan.Zero, failed: true, default);
        var faulted = (await ClaimAsync())!;
        await Store.RequeueAsync(faulted.Run, TimeSpan.Zero, failed: false, default);
        var handedBack = (await ClaimAsync())!;
        await Store.CommitAsync(handedBack.Run, Examples.Window(0), Lease, default);
        _clock.Advance(Lease);
        var afterProgress = (await ClaimAsync())!;

        var claims = new[] { lapsed, faulted, handedBack, afterProgress };
        Assert.Equal([(1, 1), (1, 2), (1, 2), (1, 1)], claims.Select(operation => (operation.Lapses, operation.Failures)));
        Assert.Equal(5, afterProgress.Attempt);
    }

    [Fact]
    public async Task Requeue_WithDelay_IsNotClaimedBefore()
    {
        await CreateAsync();
        await Store.RequeueAsync((await ClaimAsync())!.Run, TimeSpan.FromMinutes(1), failed: true, default);

        Assert.Null(await ClaimAsync());
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await ClaimAsync());
    }

    [Fact]
    public async Task Find_AfterReopening_GivesAllThatWasStored()
    {
        var hook = new Webhook(new Uri("https://example.com/hook?a=1"), WebhookKind.Platform);
        var created = await _server.Operations.CreateAsync(Examples.Remote(requestId: "key", webhook: hook), default);
        var run = (await ClaimAsync())!.Run;
        await Store.CommitAsync(run, Examples.Window(0, of: 4), Lease, default);

        await using var reopened = Open();
        var found = await reopened.Operations.GetAsync(created.Id, default);
        var segments = await reopened.Store.ReadSegmentsAsync(created.Id, 0, 10, default);

        Assert.Equal(("key", hook, OperationState.Running, 1), (found.RequestId, found.Webhook, found.State, found.Attempt));
        Assert.Equal(
            (25, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1)),
            (found.ProgressPercent, found.AudioDuration, found.ProcessedDuration));
        Assert.Equal(created.Request.Uri, found.Request.Uri);
        Assert.Equivalent(Examples.Segment(0), Assert.Single(segments), strict: true);
    }

    [Fact]
    public async Task Claim_OperationsOfSeveralTenants_TakesTurnsAndTheOldestOfEachFirst()
    {
        var created = new List<Operation>();
        foreach (var tenant in new[] { "b", "b", "b", "b", "a", "", "a", "c" })
        {
            created.Add(await _server.Operations.CreateAsync(Examples.Remote().By(tenant), default));
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        var claimed = new List<Operation>();
        while (await ClaimAsync() is { } operation)
            claimed.Add(operation);

        Assert.Equal(["a", "b", "c", "", "a", "b", "b", "b"], claimed.Select(operation => operation.Tenant));
        foreach (var tenant in claimed.GroupBy(operation => operation.Tenant))
        {
            Assert.Equal(
                created.Where(operation => operation.Tenant == tenant.Key).Select(operation => operation.Id),
                tenant.Select(operation => operation.Id));
        }
    }

    [Fact]
    public async Task Claim_OneTenantWithALongQueue_ServesANewcomerAtTheNextClaim()
    {
        for (var i = 0; i < 50; i++)
            await _server.Operations.CreateAsync(Examples.Remote().By("busy"), default);
        await ClaimAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await _server.Operations.CreateAsync(Examples.Remote().By("another"), default);

        Assert.Equal("another", (await ClaimAsync())!.Tenant);
    }

    [Fact]
    public async Task Claim_SeveralOperationsOfADeadProcess_GivesOneAtATimeAndNothingBesideIt()
    {
        for (var i = 0; i < 3; i++)
            await CreateAsync();
        for (var i = 0; i < 3; i++)
            Assert.NotNull(await Store.ClaimAsync("dead", Lease, default));
        _clock.Advance(Lease);
        await CreateAsync();

        var first = (await ClaimAsync())!;
        Assert.Equal((1, 0), (first.Lapses, first.Failures));
        Assert.Null(await ClaimAsync());
        Assert.Equal(1, (await Store.ClaimAsync("other process", Lease, default))!.Lapses);

        await Store.CommitAsync(first.Run, Examples.Window(0), Lease, default);
        var last = (await ClaimAsync())!;
        Assert.Equal(1, last.Lapses);
        Assert.Null(await ClaimAsync());

        await Store.RequeueAsync(last.Run, TimeSpan.FromMinutes(1), failed: true, default);
        Assert.Equal(0, (await ClaimAsync())!.Lapses);
    }

    [Fact]
    public async Task Claim_RoomForOneKind_GivesOperationsOfThisKindOnly()
    {
        var remote = await CreateAsync();
        var inline = await _server.Operations.CreateAsync(Examples.Inline([1]), default);

        Assert.Equal(inline.Id, (await ClaimAsync(ClaimRoom.All with { Remote = false }))!.Id);
        Assert.Null(await ClaimAsync(ClaimRoom.All with { Remote = false }));
        Assert.Equal(remote.Id, (await ClaimAsync(ClaimRoom.All with { Inline = false }))!.Id);
    }

    [Fact]
    public async Task Claim_TenantsWithoutRoomForRemoteAudio_ArePassedOver()
    {
        foreach (var tenant in new[] { "a", "b", "c", "c" })
            await _server.Operations.CreateAsync(Examples.Remote().By(tenant), default);
        await _server.Operations.CreateAsync(Examples.Inline([1]).By("a"), default);
        var room = ClaimRoom.All with { FullTenants = new HashSet<string> { "a", "b" } };

        var claimed = new List<string>();
        while (await ClaimAsync(room) is { } operation)
            claimed.Add(operation.Tenant);

        Assert.Equal(["a", "c", "c"], claimed);
        Assert.Equal("a", (await ClaimAsync(ClaimRoom.All))!.Tenant);
    }

    [Fact]
    public async Task Claim_AfterADeathDuringTheFetch_CountsNoLapse()
    {
        await CreateAsync();
        await ClaimAsync(ClaimRoom.All);
        _clock.Advance(Lease);

        var claimed = (await ClaimAsync(ClaimRoom.All))!;

        Assert.Equal((2, 0, 0), (claimed.Attempt, claimed.Lapses, claimed.Failures));
    }

    [Fact]
    public async Task Begin_BesideASuspect_WaitsUntilItHasStoredAWindow()
    {
        await CreateAsync();
        await Store.ClaimAsync("dead", Lease, default);
        await CreateAsync();
        var fetching = (await ClaimAsync(ClaimRoom.All))!;
        _clock.Advance(Lease - TimeSpan.FromTicks(1));
        Assert.True(await Store.RenewLeaseAsync(fetching.Run, Lease, default));
        _clock.Advance(TimeSpan.FromTicks(1));
        var suspect = (await ClaimAsync())!;

        Assert.Equal(1, suspect.Lapses);
        Assert.False(await Store.BeginAsync(fetching.Run, "test", Lease, default));
        await Store.CommitAsync(suspect.Run, Examples.Window(0), Lease, default);
        Assert.True(await Store.BeginAsync(fetching.Run, "test", Lease, default));
    }

    [Fact]
    public async Task Begin_Deleted_IsRefused()
    {
        var operation = await CreateAsync();
        var run = (await ClaimAsync(ClaimRoom.All))!.Run;
        await _server.Operations.DeleteAsync(operation.Id, default);

        Assert.False(await Store.BeginAsync(run, "test", Lease, default));
    }

    [Fact]
    public async Task Claim_SuspectsOfSeveralTenants_TakeTurnsAndTheTenantWithTheMostLapsesIsLast()
    {
        foreach (var tenant in new[] { "a", "a", "b", "c" })
        {
            await _server.Operations.CreateAsync(Examples.Remote().By(tenant), default);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }
        for (var i = 0; i < 4; i++)
            await Store.ClaimAsync("dead", Lease, default);
        _clock.Advance(Lease);
        // The first of tenant a ends one more process.
        Assert.Equal("a", (await Store.ClaimAsync("dead too", Lease, default))!.Tenant);
        _clock.Advance(Lease);

        await using var next = Open();
        var suspects = new List<(string, int)>();
        for (var i = 0; i < 4; i++)
        {
            var suspect = (await next.Store.ClaimAsync("next", Lease, default))!;
            suspects.Add((suspect.Tenant, suspect.Lapses));
            await next.Store.CommitAsync(suspect.Run, Examples.Window(0), Lease, default);
        }

        Assert.Equal([("b", 1), ("c", 1), ("a", 2), ("a", 1)], suspects);
    }

    [Fact]
    public async Task DeleteExpired_OnlyAfterTheRetention_RemovesTheOperation()
    {
        var retention = TimeSpan.FromMinutes(1);
        await CreateAsync();
        var run = (await ClaimAsync())!.Run;
        await Store.FinishAsync(run, RunResult.Succeeded(Examples.Summary(0)), delivery: null, retention, default);

        _clock.Advance(retention / 2);
        Assert.Equal(0, await Store.DeleteExpiredAsync(retention, default));
        _clock.Advance(retention / 2);
        Assert.Equal(1, await Store.DeleteExpiredAsync(retention, default));
        Assert.Null(await Store.FindAsync(run.OperationId, default));
    }

    protected override ValueTask CloseAsync() => _server.DisposeAsync();

    /// <summary>Opens the store. All calls open the same one.</summary>
    private protected OperationsHost Open() => new(TheStore, time: _clock);

    private Task<Operation> CreateAsync() => _server.Operations.CreateAsync(Examples.Remote(), default);

    private Task<Operation?> ClaimAsync(ClaimRoom room) => Store.ClaimAsync("test", room, Lease, default);

    private Task<Operation?> ClaimAsync() => Store.ClaimAsync("test", Lease, default);

    private static Delivery Delivery(string id) =>
        new() { Id = id, Tenant = "", OperationId = "operation", Uri = new Uri("http://example.com/"), Body = "{}" };
}
