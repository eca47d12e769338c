using Microsoft.Data.Sqlite;
using Transcribe.Core;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sqlite;

/// <summary>Operations and their segments in SQLite.</summary>
internal sealed class SqliteOperationStore(SqliteDatabase database) : IOperationStore
{
    private const int ExpiryBatch = 100;

    private readonly OperationClaims _claims = new();

    public Task InitializeAsync(CancellationToken cancel) => database.PrepareAsync(cancel);

    public Task ProbeAsync(CancellationToken cancel) => database.WriteAsync(db => db.Execute(Sql.Probe), cancel);

    public Task<Operation?> AddAsync(Operation operation, int maxUnfinished, CancellationToken cancel) => database.WriteAsync(
        db =>
        {
            if (operation.RequestId is { } requestId && FindByRequestId(db, operation.Tenant, requestId) is { } earlier)
                return earlier;
            if (CountUnfinished(db, operation.Tenant) >= maxUnfinished)
                return null;
            var now = database.Now;
            db.Execute(
                Sql.InsertOperation,
                ("@id", operation.Id),
                ("@tenant", operation.Tenant),
                ("@state", operation.State),
                ("@request", StoredJson.Write(operation.Request)),
                ("@fingerprint", operation.Fingerprint),
                ("@request_id", operation.RequestId),
                ("@webhook_uri", operation.Webhook?.Uri),
                ("@webhook_kind", operation.Webhook?.Kind),
                ("@remote", operation.Request.Uri is not null),
                ("@now", now));
            return operation with { CreateTime = now, UpdateTime = now };
        },
        cancel);

    public Task<int> CountUnfinishedAsync(string tenant, CancellationToken cancel) =>
        database.ReadAsync(db => CountUnfinished(db, tenant), cancel);

    public Task<Operation?> FindAsync(string tenant, string id, CancellationToken cancel) => database.ReadAsync(
        db => db.Query(Sql.FindOperation, OperationRow.Read, ("@tenant", tenant), ("@id", id)).SingleOrDefault(), cancel);

    public Task<Operation?> FindByRequestIdAsync(string tenant, string requestId, CancellationToken cancel) =>
        database.ReadAsync(db => FindByRequestId(db, tenant, requestId), cancel);

    public Task<IReadOnlyList<Operation>> ListAsync(
        string tenant, bool? done, ListPosition after, int limit, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<Operation>>(
            db => db.Query(
                done is { } only ? only ? Sql.ListFinished : Sql.ListUnfinished : Sql.ListOperations,
                OperationRow.Read,
                ("@tenant", tenant),
                ("@before_time", after.Time),
                ("@before_id", after.Id),
                ("@limit", limit)),
            cancel);

    public Task<Operation?> ClaimAsync(string owner, ClaimRoom room, TimeSpan lease, CancellationToken cancel) =>
        database.WriteAsync(db => _claims.Claim(db, owner, room, lease, database.Now), cancel);

    public Task<bool> BeginAsync(RunId run, string owner, TimeSpan lease, CancellationToken cancel) =>
        database.WriteAsync(db => OperationClaims.Begin(db, run, owner, lease, database.Now), cancel);

    public Task<bool> IsCurrentAsync(RunId run, CancellationToken cancel) =>
        database.ReadAsync(db => db.Scalar(Sql.IsCurrent, ("@id", run.OperationId), ("@attempt", run.Attempt)) == 1, cancel);

    public Task<bool> RenewLeaseAsync(RunId run, TimeSpan lease, CancellationToken cancel) =>
        database.WriteAsync(db => Fenced(db, run, Sql.RenewLease, ("@lease", lease)), cancel);

    public Task<bool> CommitAsync(RunId run, FinishedWindow window, TimeSpan lease, CancellationToken cancel) => database.WriteAsync(
        db =>
        {
            var current = Fenced(
                db,
                run,
                Sql.CommitWindow,
                ("@resume", StoredJson.Write(window.Checkpoint)),
                ("@processed", window.Checkpoint.Coverage.Audio),
                ("@audio", window.AudioDuration),
                ("@lease", lease));
            foreach (var segment in current ? window.Segments : [])
                db.Execute(Sql.InsertSegment, ("@id", run.OperationId), ("@idx", segment.Index), ("@segment", StoredJson.Write(segment)));
            return current;
        },
        cancel);

    public Task<bool> FinishAsync(RunId run, RunResult result, Delivery? delivery, TimeSpan retention, CancellationToken cancel) =>
        database.WriteAsync(
            db =>
            {
                var current = Fenced(
                    db,
                    run,
                    Sql.FinishOperation,
                    ("@state", result.State),
                    ("@failure", StoredJson.WriteOrNull(result.Failure)),
                    ("@summary", StoredJson.WriteOrNull(result.Summary)),
                    ("@audio", result.Summary?.Coverage.Audio),
                    ("@retention", retention));
                if (!current)
                    return false;
                DeliveryRow.Insert(db, delivery, database.Now);
                return true;
            },
            cancel);

    public Task<bool> RequeueAsync(RunId run, TimeSpan delay, bool failed, CancellationToken cancel) =>
        database.WriteAsync(db => Fenced(db, run, Sql.RequeueOperation, ("@delay", delay), ("@failures", failed)), cancel);

    public Task<bool> CancelAsync(string tenant, string id, Delivery? delivery, TimeSpan retention, CancellationToken cancel) =>
        database.WriteAsync(
            db =>
            {
                var now = database.Now;
                var cancelled =
                    db.Execute(Sql.CancelOperation, ("@tenant", tenant), ("@id", id), ("@retention", retention), ("@now", now)) == 1;
                if (cancelled)
                    DeliveryRow.Insert(db, delivery, now);
                return cancelled;
            },
            cancel);

    public Task<bool> DeleteAsync(string tenant, string id, Delivery? cancelled, CancellationToken cancel) => database.WriteAsync(
        db =>
        {
            (string, object?)[] operation = [("@tenant", tenant), ("@id", id)];
            db.Execute(DeliverySql.DeleteDeadOf, operation);
            if (db.Execute(Sql.DeleteFinished, operation) == 1)
                return true;
            if (db.Execute(Sql.DeleteOperation, operation) == 0)
                return false;
            DeliveryRow.Insert(db, cancelled, database.Now);
            return true;
        },
        cancel);

    public Task<bool> IsActiveAsync(string id, CancellationToken cancel) =>
        database.ReadAsync(db => db.Scalar(Sql.IsActive, ("@id", id)) == 1, cancel);

    public Task<int> RepairAsync(TimeSpan retention, CancellationToken cancel) => database.WriteAsync(
        db =>
        {
            (string, object?)[] parameters =
            [
                ("@now", database.Now),
                ("@latest", DateTimeOffset.MaxValue),
                ("@retention", retention),
                ("@longest_lease", OperationsOptions.LongestLease),
                ("@failure", StoredJson.Write(OperationFailure.Unreadable)),
            ];
            return db.Execute(RepairSql.RepairSchedule, parameters)
                + db.Execute(RepairSql.FailUnknownStates, parameters)
                + db.Execute(RepairSql.RepairExpiry, parameters)
                + db.Execute(RepairSql.RepairDeliveries, parameters)
                + db.Execute(RepairSql.BuryNameless, parameters)
                + db.Execute(ClockSql.AdvanceQueued, parameters)
                + db.Execute(ClockSql.ShortenLeases, parameters)
                + db.Execute(ClockSql.AdvanceDeliveries, parameters)
                + db.Execute(DeliverySql.AddReceivers, parameters);
        },
        cancel);

    public Task<int> DeleteExpiredAsync(TimeSpan retention, CancellationToken cancel) => database.WriteAsync(
        db =>
        {
            var now = database.Now;
            db.Execute(DeliverySql.DeleteExpiredDead, ("@retention", retention), ("@now", now));
            db.Execute(DeliverySql.DeleteReceivers);
            return db.Execute(Sql.DeleteExpired, ("@now", now), ("@limit", ExpiryBatch));
        },
        cancel);

    public Task<IReadOnlyList<Segment>> ReadSegmentsAsync(string id, int from, int limit, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<Segment>>(
            db => db.Query(
                Sql.ReadSegments,
                row => StoredJson.Read<Segment>(row.GetString(0)),
                ("@id", id),
                ("@idx", from),
                ("@limit", limit)),
            cancel);

    private static int CountUnfinished(SqliteConnection db, string tenant) =>
        (int)db.Scalar(Sql.CountUnfinished, ("@tenant", tenant));

    private static Operation? FindByRequestId(SqliteConnection db, string tenant, string requestId) =>
        db.Query(Sql.FindByRequestId, OperationRow.Read, ("@tenant", tenant), ("@request_id", requestId)).SingleOrDefault();

    private bool Fenced(SqliteConnection db, RunId run, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        db.Execute(sql, [("@id", run.OperationId), ("@attempt", run.Attempt), ("@now", database.Now), .. parameters]) == 1;
}
