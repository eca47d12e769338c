using Transcribe.Core;
using Transcribe.Operations.Sql.Moving;
using Transcribe.Operations.Sqlite;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Postgres;

/// <summary>A SQLite store is moved to PostgreSQL while its server runs.</summary>
public sealed class StoreMoveTests : IAsyncLifetime
{
    // The old server leaves gaps, because a move gives up when it has found the store locked for five seconds.
    private static readonly TimeSpan CreationPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WindowTime = TimeSpan.FromMilliseconds(50);

    private readonly SqliteTestStore _old = new();
    private PostgresTestStore? _new;
    private WebhookReceiver _receiver = null!;

    public async ValueTask InitializeAsync()
    {
        _new = await PostgresTestStore.CreateAsync();
        _receiver = await WebhookReceiver.StartAsync();
    }

    [Fact]
    public async Task Move_RunningServer_EndsEveryAcknowledgedOperationOnce()
    {
        await using var old = await CrashServer(_old, WindowTime, ("Operations:MaxRunning", "1")).StartAsync();
        var acknowledged = new List<string>();
        using var stop = new CancellationTokenSource();
        var creating = Task.Run(() => CreateUntilRefusedAsync(old, acknowledged));
        await Until.TrueAsync(async () => await _old.CountAsync("SELECT COUNT(*) FROM operations WHERE state = 'Succeeded'") > 20);

        await MoveAsync();
        await creating;

        await Assert.ThrowsAsync<OperationStoreException>(() => old.Operations.CreateAsync(Examples.Remote(), default));
        await Until.TrueAsync(() => !old.Operations.IsWritable);
        await using var @new = await CrashServer(_new!, TimeSpan.Zero).StartAsync();
        foreach (var id in acknowledged)
        {
            Assert.Equal(OperationState.Succeeded, (await @new.EndAsync(id)).State);
            Assert.Equal(Examples.Text(3), await @new.TextAsync(id));
        }
        await Until.TrueAsync(async () => await _new!.CountAsync("SELECT COUNT(*) FROM deliveries") == 0);
        Assert.Equal(acknowledged.Count, _receiver.Received.Select(got => got.Id).Distinct().Count());
        Assert.Equal(acknowledged.Count, await _new!.CountAsync("SELECT COUNT(*) FROM operations"));
    }

    [Fact]
    public async Task Move_Interrupted_GoesOnAndChangesNothingThatWasCopied()
    {
        await using var old = new OperationsHost(_old);
        var ended = (await old.Operations.CreateAsync(Examples.Remote(requestId: "key"), default)).Id;
        var run = (await old.Store.ClaimAsync("test", Examples.Lease, default))!.Run;
        await old.Store.CommitAsync(run, Examples.Window(0), Examples.Lease, default);
        await old.Store.FinishAsync(run, RunResult.Succeeded(Examples.Summary(1)), delivery: null, Examples.Retention, default);
        var inline = (await old.Operations.CreateAsync(Examples.Inline([1, 2, 3]), default)).Id;
        var deleted = (await old.Operations.CreateAsync(Examples.Remote(), default)).Id;

        // The last step fails, and the store stays in use.
        await Assert.ThrowsAsync<OperationStoreException>(() => MoveAsync(retire: ["NOT SQL"]));
        await old.Operations.DeleteAsync(deleted, default);
        var running = (await old.Store.ClaimAsync("test", Examples.Lease, default))!;
        await MoveAsync();

        await using var @new = new OperationsHost(_new!);
        Assert.Equivalent(await old.Operations.GetAsync(ended, default), await @new.Operations.GetAsync(ended, default), strict: true);
        Assert.Equal(Examples.Text(1), await @new.TextAsync(ended));
        Assert.Equal(ended, (await @new.Operations.FindByRequestIdAsync("key", default))!.Id);
        Assert.Equal(inline, running.Id);
        var moved = await @new.Operations.GetAsync(inline, default);
        Assert.Equal((OperationState.Queued, 0, 1), (moved.State, moved.Lapses, moved.Attempt));
        Assert.Equal(2, (await @new.Operations.ListAsync(new OperationQuery(), default)).Operations.Count);
        Assert.Equal([inline], await _new!.AudioAsync());
        Assert.Equal(3, await @new.Store.SumInlineBytesAsync(Caller.None, default));
    }

    [Fact]
    public async Task Move_ManySegments_TakesSeveralTransactions()
    {
        await using (var old = new OperationsHost(_old))
        {
            for (var i = 0; i < 3; i++)
                await old.Operations.CancelAsync((await old.Operations.CreateAsync(Examples.Remote(), default)).Id, default);
            for (var i = 0; i < 3; i++)
                await old.Operations.CreateAsync(Examples.Remote(), default);
        }
        await _old.ExecuteAsync($"""
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {StoreMove.MaxSegments / 2})
            INSERT INTO segments (operation_id, idx, segment) SELECT id, n, '' FROM operations, numbers
            """);

        await MoveAsync();

        Assert.Equal(6, await _new!.CountAsync("SELECT COUNT(*) FROM operations"));
        Assert.Equal(3 * StoreMove.MaxSegments, await _new!.CountAsync("SELECT COUNT(*) FROM segments"));
        Assert.Equal(3, await _new!.CountAsync("SELECT COUNT(*) FROM operations WHERE state = 'Queued'"));
        // Two for what has ended, and one for the rest.
        Assert.Equal(3, await _new!.CountAsync("SELECT COUNT(DISTINCT xmin::text) FROM segments"));
    }

    [Fact]
    public async Task Move_UnfinishedOperationWithoutAudio_IsRefusedUntilItEnds()
    {
        await using var old = new OperationsHost(_old);
        var silent = (await old.Operations.CreateAsync(Examples.Inline([1]), default)).Id;
        var whole = (await old.Operations.CreateAsync(Examples.Inline([2]), default)).Id;
        await _old.RemoveAudioAsync(silent);

        var refused = await Assert.ThrowsAsync<IOException>(() => MoveAsync());

        Assert.Contains($"(1, for example {silent})", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await _new!.CountAsync("SELECT COUNT(*) FROM operations"));
        await old.Operations.CancelAsync(silent, default);
        await MoveAsync();
        Assert.Equal([whole], await _new!.AudioAsync());
        Assert.Equal(2, await _new!.CountAsync("SELECT COUNT(*) FROM operations"));
    }

    [Fact]
    public async Task Start_OnAMovedStore_IsRefusedInWords()
    {
        await using (var old = new OperationsHost(_old))
            await old.Store.InitializeAsync(default);
        await MoveAsync();

        await using var again = new OperationsHost(_old);
        var refused = await Assert.ThrowsAsync<OperationStoreVersionException>(again.StartAsync);

        Assert.Contains("were moved", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<OperationStoreVersionException>(() => MoveAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _old.DisposeAsync();
        if (_new is null)
            return;
        await _receiver.DisposeAsync();
        await _new.DisposeAsync();
    }

    private static OperationsHost CrashServer(
        TestStore store, TimeSpan windowTime, params IEnumerable<(string Key, string Value)> settings) => new(
        store,
        new ScriptedTranscriber(3) { BeforeWindow = (_, _, cancel) => Task.Delay(windowTime, TimeProvider.System, cancel) },
        time: null,
        settings);

    private async Task CreateUntilRefusedAsync(OperationsHost server, List<string> acknowledged)
    {
        try
        {
            while (true)
            {
                var creation = Examples.Inline([1, 2, 3]) with { Webhook = _receiver.Operation };
                acknowledged.Add((await server.Operations.CreateAsync(creation, default)).Id);
                await Task.Delay(CreationPause, TimeProvider.System);
            }
        }
        catch (OperationStoreException)
        {
            // The store was moved.
        }
    }

    private async Task MoveAsync(IReadOnlyList<string>? retire = null)
    {
        await using var from = new OperationsHost(_old);
        await using var to = new OperationsHost(_new!);
        await new StoreMove(from.Sql, from.Audio, to.Sql, to.Audio, "test", retire ?? SqliteRetirement.Statements).RunAsync(default);
    }
}
