using Transcribe.Operations.Store;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Store;

/// <summary>Which operation a claim gives, and which run may begin.</summary>
public abstract class ClaimTests(StoreKind kind) : OpenStoreTests(kind)
{
    [Fact]
    public async Task Claim_SeveralQueued_TakesTheOldestFirst()
    {
        var first = await CreateAsync();
        Clock.Advance(TimeSpan.FromMilliseconds(1));
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
    public async Task Claim_LeaseRenewedOrHeld_LeavesTheRunAlone()
    {
        await CreateAsync();
        var run = (await ClaimAsync())!.Run;
        Clock.Advance(Lease - TimeSpan.FromTicks(1));
        Assert.Null(await ClaimAsync());
        Assert.True(await Store.RenewLeaseAsync(run, Lease, default));
        Clock.Advance(Lease - TimeSpan.FromTicks(1));
        Assert.Null(await ClaimAsync());
        Assert.True(await Store.CommitAsync(run, Examples.Window(0), Lease, default));
        Clock.Advance(Lease - TimeSpan.FromTicks(1));
        Assert.Null(await ClaimAsync());
    }

    [Fact]
    public async Task Claim_AfterLapsesAndFaults_CountsEachInARowUntilAWindowIsStored()
    {
        await CreateAsync();
        await ClaimAsync();
        Clock.Advance(Lease);
        var lapsed = (await ClaimAsync())!;
        await Store.RequeueAsync(lapsed.Run, TimeSpan.Zero, failed: true, default);
        var faulted = (await ClaimAsync())!;
        await Store.RequeueAsync(faulted.Run, TimeSpan.Zero, failed: false, default);
        var handedBack = (await ClaimAsync())!;
        await Store.CommitAsync(handedBack.Run, Examples.Window(0), Lease, default);
        Clock.Advance(Lease);
        var afterProgress = (await ClaimAsync())!;

        var claims = new[] { lapsed, faulted, handedBack, afterProgress };
        Assert.Equal([(1, 1), (1, 2), (1, 2), (1, 1)], claims.Select(operation => (operation.Lapses, operation.Failures)));
        Assert.Equal(5, afterProgress.Attempt);
    }

    [Fact]
    public async Task Claim_OperationsOfSeveralTenants_TakesTurnsAndTheOldestOfEachFirst()
    {
        var created = new List<Operation>();
        foreach (var tenant in new[] { "b", "b", "b", "b", "a", "", "a", "c" })
        {
            created.Add(await Server.Operations.CreateAsync(Examples.Remote().By(tenant), default));
            Clock.Advance(TimeSpan.FromMilliseconds(1));
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
            await Server.Operations.CreateAsync(Examples.Remote().By("busy"), default);
        await ClaimAsync();
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        await Server.Operations.CreateAsync(Examples.Remote().By("another"), default);

        Assert.Equal("another", (await ClaimAsync())!.Tenant);
    }

    [Fact]
    public async Task Claim_SeveralOperationsOfADeadProcess_GivesOneAtATimeAndNothingBesideIt()
    {
        for (var i = 0; i < 3; i++)
            await CreateAsync();
        for (var i = 0; i < 3; i++)
            Assert.NotNull(await Store.ClaimAsync("dead", Lease, default));
        Clock.Advance(Lease);
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
        var inline = await Server.Operations.CreateAsync(Examples.Inline([1]), default);

        Assert.Equal(inline.Id, (await ClaimAsync(ClaimRoom.All with { Remote = false }))!.Id);
        Assert.Null(await ClaimAsync(ClaimRoom.All with { Remote = false }));
        Assert.Equal(remote.Id, (await ClaimAsync(ClaimRoom.All with { Inline = false }))!.Id);
    }

    [Fact]
    public async Task Claim_TenantsWithoutRoomForRemoteAudio_ArePassedOver()
    {
        foreach (var tenant in new[] { "a", "b", "c", "c" })
            await Server.Operations.CreateAsync(Examples.Remote().By(tenant), default);
        await Server.Operations.CreateAsync(Examples.Inline([1]).By("a"), default);
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
        Clock.Advance(Lease);

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
        Clock.Advance(Lease - TimeSpan.FromTicks(1));
        Assert.True(await Store.RenewLeaseAsync(fetching.Run, Lease, default));
        Clock.Advance(TimeSpan.FromTicks(1));
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
        await Server.Operations.DeleteAsync(operation.Id, default);

        Assert.False(await Store.BeginAsync(run, "test", Lease, default));
    }

    [Fact]
    public async Task Claim_SuspectsOfSeveralTenants_TakeTurnsAndTheTenantWithTheMostLapsesIsLast()
    {
        foreach (var tenant in new[] { "a", "a", "b", "c" })
        {
            await Server.Operations.CreateAsync(Examples.Remote().By(tenant), default);
            Clock.Advance(TimeSpan.FromMilliseconds(1));
        }
        for (var i = 0; i < 4; i++)
            await Store.ClaimAsync("dead", Lease, default);
        Clock.Advance(Lease);
        // The first of tenant a ends one more process.
        Assert.Equal("a", (await Store.ClaimAsync("dead too", Lease, default))!.Tenant);
        Clock.Advance(Lease);

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

    private Task<Operation?> ClaimAsync(ClaimRoom room) => Store.ClaimAsync("test", room, Lease, default);
}
