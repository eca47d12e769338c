using Transcribe.Operations.Filters;

namespace Transcribe.Operations.Sql;

/// <summary>
/// All statements, in the SQL that SQLite and PostgreSQL share. Times are UTC ticks and durations are ticks, both BIGINT; <c>@now</c> is
/// the time of the database's clock. States are the names of enum members. JSON is TEXT. The statements of a run are fenced: they change
/// nothing unless the operation is still running in that attempt.
/// </summary>
internal static class OperationSql
{
    public const string CreateVersionTable = "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)";
    public const string ReadVersion = "SELECT COALESCE(MAX(version), 0) FROM schema_version";
    public const string WriteVersion = "INSERT INTO schema_version (version) VALUES (@version)";
    public const string Probe = "UPDATE schema_version SET version = version";

    public const string InsertOperation = $"""
        INSERT INTO operations ({OperationColumns}, not_before, remote, account, bytes)
        VALUES (@id, @tenant, @state, @request, @fingerprint, @request_id, @webhook_uri, @webhook_kind, @now, NULL, @now, NULL, NULL,
            0, 0, 0, NULL, 0, NULL, NULL, NULL, @now, @remote, @account, @bytes)
        ON CONFLICT (tenant, request_id) DO NOTHING
        RETURNING create_time
        """;

    public const string FindOperation = $"SELECT {OperationColumns} FROM operations WHERE id = @id AND tenant = @tenant";

    public const string FindTenant = "SELECT tenant FROM operations WHERE id = @id";

    public const string FindByRequestId =
        $"SELECT {OperationColumns} FROM operations WHERE tenant = @tenant AND request_id = @request_id";

    // Three statements, because each is served by another index.
    public const string ListOperations = $"{ListFrom} {ListWhere} {ListOrder}";
    public const string ListUnfinished = $"{ListFrom} {ListWhere} AND {Unfinished} {ListOrder}";
    public const string ListFinished = $"{ListFrom} {ListWhere} AND end_time IS NOT NULL {ListOrder}";

    public const string CountUnfinished =
        $"SELECT COUNT(*) FROM operations WHERE tenant = @tenant AND account = @account AND {Unfinished}";

    // A length that no version of the program writes counts as none.
    public const string SumInlineBytes = $"""
        SELECT CAST(COALESCE(SUM(CASE WHEN bytes BETWEEN 0 AND 1000000000000 THEN bytes ELSE 0 END), 0) AS BIGINT)
        FROM operations WHERE tenant = @tenant AND account = @account AND {Unfinished}
        """;

    public const string CountBacklog = $"""
        SELECT state, COUNT(*), MIN(create_time) FROM operations
        WHERE state IN ({Queued}, {Running}) AND {Unfinished}
        GROUP BY state
        """;

    public const string IsCurrent = $"SELECT COUNT(*) FROM operations WHERE {Fence}";
    public const string RenewLease = $"UPDATE operations SET lease_time = @now + @lease WHERE {Fence}";

    public const string CommitWindow = $"""
        UPDATE operations
        SET resume = @resume, processed = @processed, audio = COALESCE(@audio, audio), failures = 0, lapses = 0,
            lease_time = @now + @lease, update_time = @now
        WHERE {Fence}
        """;

    public const string FinishOperation = $"""
        UPDATE operations
        SET state = @state, failure = @failure, summary = @summary,
            audio = COALESCE(@audio, audio), processed = COALESCE(@audio, processed),
            end_time = @now, update_time = @now, expire_time = @now + @retention, lease_owner = NULL, lease_time = NULL
        WHERE {Fence}
        """;

    public const string RequeueOperation = $"""
        UPDATE operations
        SET state = {Queued}, not_before = @now + @delay, failures = failures + @failures, update_time = @now,
            lease_owner = NULL, lease_time = NULL
        WHERE {Fence}
        """;

    public const string CancelOperation = $"""
        UPDATE operations
        SET state = {Cancelled}, end_time = @now, update_time = @now, expire_time = @now + @retention, lease_owner = NULL, lease_time = NULL
        WHERE id = @id AND tenant = @tenant AND state IN ({Queued}, {Running})
        """;

    public const string DeleteUnfinished = $"DELETE FROM operations WHERE id = @id AND tenant = @tenant AND state NOT IN ({Final})";
    public const string DeleteFinished = $"DELETE FROM operations WHERE id = @id AND tenant = @tenant AND state IN ({Final})";

    /// <summary>The number of ids that <see cref="FindActive"/> takes.</summary>
    public const int ActiveIds = 200;

    public static readonly string FindActive = $"""
        SELECT id FROM operations
        WHERE id IN ({string.Join(", ", Enumerable.Range(0, ActiveIds).Select(i => $"@id{i}"))}) AND state IN ({Queued}, {Running})
        """;

    // In batches, so that no run waits long for the write lock, and no statement takes long. Each has at least one operation.
    public const string DeleteExpired = """
        DELETE FROM operations
        WHERE id IN (
            SELECT id FROM (
                SELECT id, length, SUM(length) OVER (ORDER BY expire_time ROWS UNBOUNDED PRECEDING) AS total
                FROM (
                    SELECT id, expire_time, (SELECT COUNT(*) FROM segments WHERE operation_id = operations.id) AS length
                    FROM operations WHERE expire_time <= @now AND end_time IS NOT NULL ORDER BY expire_time LIMIT @limit) AS expired
            ) AS counted
            WHERE total - length < @segments)
        """;

    public const string InsertSegment = "INSERT INTO segments (operation_id, idx, segment) VALUES (@id, @idx, @segment)";

    public const string ReadSegments =
        "SELECT idx, segment FROM segments WHERE operation_id = @id AND idx >= @idx ORDER BY idx LIMIT @limit";

    /// <summary>
    /// Where other processes write at the same time, stands for the lock of the selected rows, which passes over those that others hold.
    /// </summary>
    internal const string LockRows = "/* lock */";

    /// <summary>
    /// Where the optimizer has no statistics, stands for the index that has the state. Without it, SQLite reads the operations of all
    /// states in the order of their times.
    /// </summary>
    internal const string ByState = "/* by state */";

    internal const string Queued = $"'{nameof(OperationState.Queued)}'";
    internal const string Running = $"'{nameof(OperationState.Running)}'";
    private const string Cancelled = $"'{nameof(OperationState.Cancelled)}'";
    internal const string Failed = $"'{nameof(OperationState.Failed)}'";
    internal const string Final = $"'{nameof(OperationState.Succeeded)}', {Failed}, {Cancelled}";
    internal const string Pending = $"'{nameof(DeliveryState.Pending)}'";
    internal const string Dead = $"'{nameof(DeliveryState.Dead)}'";

    /// <summary>Lists the operations in some states. Each form is served by another index.</summary>
    public static string List(StateSet states)
    {
        if (states == StateSet.All)
            return ListOperations;
        if (states == StateSet.Done || states == StateSet.Done.Not)
            return states == StateSet.Done ? ListFinished : ListUnfinished;
        var ofEach = states.Members
            .Select(state => $"{ListFrom} {ByState} {ListWhere} AND state = '{state}' {ListOrder}")
            .DefaultIfEmpty($"{ListFrom} {ListWhere} AND 1 = 0 {ListOrder}")
            .ToArray();
        // Each state has a page of its own, so that both databases read each in order and stop at its limit.
        return ofEach is [var only]
            ? only
            : $"{string.Join(" UNION ALL ", ofEach.Select((list, i) => $"SELECT * FROM ({list}) AS page_{i}"))} {ListOrder}";
    }

    // OperationRow reads the columns in this order.
    internal const string OperationColumns = """
        id, tenant, state, request, fingerprint, request_id, webhook_uri, webhook_kind, create_time, start_time, update_time, end_time,
        expire_time, attempt, failures, lapses, audio, processed, resume, failure, summary
        """;

    // The lower bound is at least 0: a page token cannot name a time before the year 1, and such a row would be on every page.
    private const string ListWhere =
        "WHERE tenant = @tenant AND create_time >= @from AND (create_time, id) < (@before_time, @before_id)";

    private const string ListFrom = $"SELECT {OperationColumns} FROM operations";

    private const string ListOrder = "ORDER BY create_time DESC, id DESC LIMIT @limit";

    // The condition of the partial index.
    internal const string Unfinished = "end_time IS NULL";

    internal const string Fence = $"id = @id AND attempt = @attempt AND state = {Running}";

    // An attempt that cannot be read starts the count again.
    internal const string NextAttempt = "CASE WHEN attempt BETWEEN 0 AND 1000000000 THEN CAST(attempt AS INTEGER) + 1 ELSE 1 END";
}
