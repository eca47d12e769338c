using Transcribe.Core;
using Transcribe.Operations.Filters;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sql;

/// <summary>Operations and their segments in SQL.</summary>
internal sealed class SqlOperationStore(ISqlDatabase database) : IOperationStore, IDisposable
{
    private const int ExpiryBatch = 100;

    /// <summary>A batch of expired operations ends with the one that reaches this number of segments.</summary>
    internal const int ExpirySegments = 5000;

    private readonly OperationClaims _claims = new();

    // What an owner may claim depends on its other runs, so a process claims and begins one at a time.
    private readonly SemaphoreSlim _claiming = new(1);

    public Task InitializeAsync(CancellationToken cancel) => database.PrepareAsync(cancel);

    public Task ProbeAsync(CancellationToken cancel) =>
        database.WriteAsync(db => db.ExecuteAsync(OperationSql.Probe), cancel);

    public Task<Operation?> AddAsync(Operation operation, long inlineBytes, int maxUnfinished, CancellationToken cancel) =>
        OperationAddition.AddAsync(database, operation, inlineBytes, maxUnfinished, cancel);

    public Task<int> CountUnfinishedAsync(Caller caller, CancellationToken cancel) =>
        database.ReadAsync(db => OperationAddition.CountUnfinishedAsync(db, caller), cancel);

    public Task<long> SumInlineBytesAsync(Caller caller, CancellationToken cancel) =>
        database.ReadAsync(db => OperationAddition.SumInlineBytesAsync(db, caller), cancel);

    public Task<Operation?> FindAsync(string tenant, string id, CancellationToken cancel) =>
        database.ReadAsync(db => db.FindAsync(OperationSql.FindOperation, OperationRow.Read, ("@tenant", tenant), ("@id", id)), cancel);

    public Task<string?> FindTenantAsync(string id, CancellationToken cancel) =>
        database.ReadAsync(db => db.FindAsync(OperationSql.FindTenant, row => row.GetString(0), ("@id", id)), cancel);

    public Task<Operation?> FindByRequestIdAsync(string tenant, string requestId, CancellationToken cancel) =>
        database.ReadAsync(db => OperationAddition.FindByRequestIdAsync(db, tenant, requestId), cancel);

    public async Task<IReadOnlyList<Operation>> ListAsync(
        string tenant, OperationFilter filter, ListPosition after, int limit, CancellationToken cancel) =>
        await database.ReadAsync(
            db => db.QueryAsync(
                OperationSql.List(filter.States),
                OperationRow.Read,
                ("@tenant", tenant),
                ("@from", filter.From),
                ("@before_time", after.Time < filter.Before ? after.Time : filter.Before),
                ("@before_id", after.Time < filter.Before ? after.Id : ""),
                ("@limit", limit)),
            cancel);

    public Task<Operation?> ClaimAsync(string owner, ClaimRoom room, TimeSpan lease, CancellationToken cancel) =>
        OneAtATimeAsync(db => _claims.ClaimAsync(db, owner, room, lease), cancel);

    public Task<bool> BeginAsync(RunId run, string owner, TimeSpan lease, CancellationToken cancel) =>
        OneAtATimeAsync(db => OperationClaims.BeginAsync(db, run, owner, lease), cancel);

    public Task<bool> IsCurrentAsync(RunId run, CancellationToken cancel) => database.ReadAsync(
        async db => await db.ScalarAsync(OperationSql.IsCurrent, ("@id", run.OperationId), ("@attempt", run.Attempt)) == 1, cancel);

    public Task<bool> RenewLeaseAsync(RunId run, TimeSpan lease, CancellationToken cancel) =>
        database.WriteAsync(db => FencedAsync(db, run, OperationSql.RenewLease, ("@lease", lease)), cancel);

    public Task<bool> CommitAsync(RunId run, FinishedWindow window, TimeSpan lease, CancellationToken cancel) => database.WriteAsync(
        async db =>
        {
            var current = await FencedAsync(
                db,
                run,
                OperationSql.CommitWindow,
                ("@resume", StoredJson.Write(window.Checkpoint)),
                ("@processed", window.Checkpoint.Coverage.Audio),
                ("@audio", window.AudioDuration),
                ("@lease", lease));
            foreach (var segment in current ? window.Segments : [])
            {
                await db.ExecuteAsync(
                    OperationSql.InsertSegment,
                    ("@id", run.OperationId),
                    ("@idx", segment.Index),
                    ("@segment", StoredJson.Write(segment)));
            }
            return current;
        },
        cancel);

    public Task<bool> FinishAsync(RunId run, RunResult result, Delivery? delivery, TimeSpan retention, CancellationToken cancel) =>
        database.WriteAsync(
            async db =>
            {
                var current = await FencedAsync(
                    db,
                    run,
                    OperationSql.FinishOperation,
                    ("@state", result.State),
                    ("@failure", StoredJson.WriteOrNull(result.Failure)),
                    ("@summary", StoredJson.WriteOrNull(result.Summary)),
                    ("@audio", result.Summary?.Coverage.Audio),
                    ("@retention", retention));
                if (current)
                    await DeliveryRow.InsertAsync(db, delivery);
                return current;
            },
            cancel);

    public Task<bool> RequeueAsync(RunId run, TimeSpan delay, bool failed, CancellationToken cancel) => database.WriteAsync(
        db => FencedAsync(db, run, OperationSql.RequeueOperation, ("@delay", delay), ("@failures", failed)), cancel);

    public Task<bool> CancelAsync(string tenant, string id, Delivery? delivery, TimeSpan retention, CancellationToken cancel) =>
        database.WriteAsync(
            async db =>
            {
                var cancelled = await db.ExecuteAsync(
                    OperationSql.CancelOperation, ("@tenant", tenant), ("@id", id), ("@retention", retention)) == 1;
                if (cancelled)
                    await DeliveryRow.InsertAsync(db, delivery);
                return cancelled;
            },
            cancel);

    public Task<bool> DeleteAsync(string tenant, string id, Delivery? cancelled, CancellationToken cancel) => database.WriteAsync(
        async db =>
        {
            (string, object?)[] operation = [("@tenant", tenant), ("@id", id)];
            await db.ExecuteAsync(DeliverySql.DeleteDeadOf, operation);
            // Waits for a run that ends the operation at this moment, and then removes nothing: the webhook of that end is enough.
            if (await db.ExecuteAsync(OperationSql.DeleteUnfinished, operation) == 0)
                return await db.ExecuteAsync(OperationSql.DeleteFinished, operation) == 1;
            await DeliveryRow.InsertAsync(db, cancelled);
            return true;
        },
        cancel);

    public async Task<IReadOnlySet<string>> FindActiveAsync(IReadOnlyList<string> ids, CancellationToken cancel)
    {
        var active = new HashSet<string>();
        foreach (var batch in ids.Chunk(OperationSql.ActiveIds))
        {
            // The last id stands for those that a short batch lacks.
            var parameters = Enumerable.Range(0, OperationSql.ActiveIds)
                .Select(i => ($"@id{i}", (object?)batch[Math.Min(i, batch.Length - 1)]))
                .ToArray();
            active.UnionWith(await database.ReadAsync(
                db => db.QueryAsync(OperationSql.FindActive, row => row.GetString(0), parameters), cancel));
        }
        return active;
    }

    public Task<int> RepairAsync(TimeSpan retention, CancellationToken cancel) => database.WriteAsync(
        async db =>
        {
            (string, object?)[] parameters =
            [
                ("@latest", DateTimeOffset.MaxValue),
                ("@retention", retention),
                ("@longest_lease", OperationsOptions.LongestLease),
                ("@failure", StoredJson.Write(OperationFailure.Unreadable)),
            ];
            await db.LockAsync(SqlLocks.Receivers, shared: true);
            var repaired = 0;
            foreach (var statement in (string[])
            [
                RepairSql.RepairSchedule,
                RepairSql.FailUnknownStates,
                RepairSql.RepairExpiry,
                RepairSql.RepairDeliveries,
                .. database.Repairs,
                ClockSql.AdvanceQueued,
                ClockSql.ShortenLeases,
                ClockSql.AdvanceDeliveries,
                DeliverySql.AddReceivers,
            ])
                repaired += await db.ExecuteAsync(statement, parameters);
            return repaired;
        },
        cancel);

    public async Task<int> DeleteExpiredAsync(TimeSpan retention, CancellationToken cancel)
    {
        // Every new delivery waits for this lock, so nothing else happens in its transaction.
        await database.WriteAsync(
            async db =>
            {
                await db.LockAsync(SqlLocks.Receivers, shared: false);
                return await db.ExecuteAsync(DeliverySql.DeleteReceivers);
            },
            cancel);
        return await database.WriteAsync(
            async db =>
            {
                await db.ExecuteAsync(DeliverySql.DeleteExpiredDead, ("@retention", retention));
                return await db.ExecuteAsync(OperationSql.DeleteExpired, ("@limit", ExpiryBatch), ("@segments", ExpirySegments));
            },
            cancel);
    }

    public async Task<IReadOnlyList<Segment>> ReadSegmentsAsync(string id, int from, int limit, CancellationToken cancel) =>
        await database.ReadAsync(
            db => db.QueryAsync(
                OperationSql.ReadSegments,
                row => SegmentRow.Read(row, id),
                ("@id", id),
                ("@idx", from),
                ("@limit", limit)),
            cancel);

    public void Dispose() => _claiming.Dispose();

    private async Task<T> OneAtATimeAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancel)
    {
        await _claiming.WaitAsync(cancel);
        try
        {
            return await database.WriteAsync(work, cancel);
        }
        finally
        {
            _claiming.Release();
        }
    }

    private static async Task<bool> FencedAsync(
        SqlSession db, RunId run, string sql, params (string Name, object? Value)[] parameters) =>
        await db.ExecuteAsync(sql, [("@id", run.OperationId), ("@attempt", run.Attempt), .. parameters]) == 1;
}
