using Transcribe.Operations.Sql;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Store;

/// <summary>The contract that every store keeps. The test class of a store derives from this one.</summary>
public abstract class OperationStoreTests(StoreKind kind) : OpenStoreTests(kind)
{
    [Fact]
    public async Task Add_Operation_SetsItsCreationTime()
    {
        var created = await CreateAsync();
        Clock.Advance(TimeSpan.FromSeconds(1));
        var later = await CreateAsync();

        Assert.NotEqual(default, created.CreateTime);
        Assert.Equal(
            (created.CreateTime, created.CreateTime),
            (created.UpdateTime, (await Store.FindAsync(created.Id, default))!.CreateTime));
        Assert.True(later.CreateTime - created.CreateTime >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Commit_AfterTakeover_IsRefused()
    {
        await CreateAsync();
        var stopped = (await ClaimAsync())!;
        Assert.True(await Store.CommitAsync(stopped.Run, Examples.Window(0), Lease, default));
        Clock.Advance(Lease);
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
        Assert.Equal(Examples.Text(2), await Server.TextAsync(taken.Id));
        Assert.Equal("first", (await Server.Deliveries.ClaimAsync(Lease, default))!.Id);
        Assert.Null(await Server.Deliveries.ClaimAsync(Lease, default));
    }

    [Fact]
    public async Task Commit_AfterCancellation_IsRefused()
    {
        await CreateAsync();
        var run = (await ClaimAsync())!.Run;
        await Server.Operations.CancelAsync(run.OperationId, default);

        Assert.False(await Store.CommitAsync(run, Examples.Window(0), Lease, default));
        Assert.False(await Store.FinishAsync(run, RunResult.Succeeded(Examples.Summary(0)), delivery: null, Examples.Retention, default));
        Assert.Equal(OperationState.Cancelled, (await Server.Operations.GetAsync(run.OperationId, default)).State);
    }

    [Fact]
    public async Task Requeue_WithDelay_IsNotClaimedBefore()
    {
        await CreateAsync();
        await Store.RequeueAsync((await ClaimAsync())!.Run, TimeSpan.FromMinutes(1), failed: true, default);

        Assert.Null(await ClaimAsync());
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await ClaimAsync());
    }

    [Fact]
    public async Task Find_AfterReopening_GivesAllThatWasStored()
    {
        var hook = new Webhook(new Uri("https://example.com/hook?a=1"), WebhookKind.Platform);
        var created = await Server.Operations.CreateAsync(Examples.Remote(requestId: "key", webhook: hook), default);
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
    public async Task DeleteExpired_OnlyAfterTheRetention_RemovesTheOperation()
    {
        var retention = TimeSpan.FromMinutes(1);
        await CreateAsync();
        var run = (await ClaimAsync())!.Run;
        await Store.FinishAsync(run, RunResult.Succeeded(Examples.Summary(0)), delivery: null, retention, default);

        Clock.Advance(retention / 2);
        Assert.Equal(0, await Store.DeleteExpiredAsync(retention, default));
        Clock.Advance(retention / 2);
        Assert.Equal(1, await Store.DeleteExpiredAsync(retention, default));
        Assert.Null(await Store.FindAsync(run.OperationId, default));
    }

    [Fact]
    public async Task DeleteExpired_ManySegments_RemovesFewerOperationsAtOnce()
    {
        for (var i = 0; i < 3; i++)
            await Server.Operations.CancelAsync((await CreateAsync()).Id, default);
        await TheStore.ExecuteAsync($"""
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {SqlOperationStore.ExpirySegments - 1})
            INSERT INTO segments (operation_id, idx, segment) SELECT id, n, '' FROM operations, numbers
            """);
        Clock.Advance(Examples.Retention);

        Assert.Equal(2, await Store.DeleteExpiredAsync(Examples.Retention, default));
        Assert.Equal(1, await Store.DeleteExpiredAsync(Examples.Retention, default));
        Assert.Equal(0, await Store.DeleteExpiredAsync(Examples.Retention, default));
    }

    [Fact]
    public async Task FindActive_MoreIdsThanABatch_FindsWhatIsNotDone()
    {
        var done = await CreateAsync();
        await Server.Operations.CancelAsync(done.Id, default);
        var (first, last) = (await CreateAsync(), await CreateAsync());
        var unknown = Enumerable.Range(0, OperationSql.ActiveIds).Select(i => $"unknown {i}");

        Assert.Equal(
            new HashSet<string> { first.Id, last.Id }, await Store.FindActiveAsync([first.Id, done.Id, .. unknown, last.Id], default));
        Assert.Empty(await Store.FindActiveAsync([], default));
    }

    private static Delivery Delivery(string id) =>
        new() { Id = id, Tenant = "", OperationId = "operation", Uri = new Uri("http://example.com/"), Body = "{}" };
}
