namespace Transcribe.Operations.Sql;

/// <summary>The statements of claims, see <see cref="OperationSql"/>.</summary>
internal static class ClaimSql
{
    // The lease of a dead run has expired, which counts as a failed attempt if no other run of its process had begun.
    public const string RequeueLapsed = $"""
        UPDATE operations
        SET state = {OperationSql.Queued}, lapses = lapses + CASE begun WHEN 1 THEN 1 ELSE 0 END,
            failures = failures + CASE alone WHEN 1 THEN 1 ELSE 0 END, not_before = @now, update_time = @now,
            lease_owner = NULL, lease_time = NULL
        WHERE id IN (
            SELECT id FROM operations WHERE state = {OperationSql.Running} AND lease_time <= @now {OperationSql.LockRows})
        """;

    public const string CountSuspects = $"SELECT COUNT(*) FROM operations WHERE {RunsOfOwner} AND lapses > 0 AND id <> @id";
    public const string CountBegun = $"SELECT COUNT(*) FROM operations WHERE {RunsOfOwner} AND begun = 1 AND id <> @id";
    public const string ForgetAlone = $"UPDATE operations SET alone = 0 WHERE {RunsOfOwner} AND alone = 1 AND id <> @id";

    /// <summary>The tenant of the operation that probably ended the last process.</summary>
    public const string FindWorstTenant =
        $"SELECT tenant FROM operations WHERE state = {OperationSql.Queued} AND lapses > 0 ORDER BY lapses DESC, create_time, id LIMIT 1";

    // Each finds its row as the first one in an index by turn. One statement with all conditions would sort the queue.
    public const string SuspectAfter = $"{Suspect} AND tenant > @after {SuspectOrder}";
    public const string FirstSuspect = $"{Suspect} {SuspectOrder}";
    public const string InlineAfter = $"{Candidate} AND lapses = 0 AND remote = 0 AND tenant > @after {Order}";
    public const string FirstInline = $"{Candidate} AND lapses = 0 AND remote = 0 {Order}";
    public const string RemoteAfter = $"{Candidate} AND lapses = 0 AND remote = 1 AND tenant > @after {Order}";
    public const string FirstRemote = $"{Candidate} AND lapses = 0 AND remote = 1 {Order}";

    public const string Claim = $"""
        UPDATE operations
        SET state = {OperationSql.Running}, attempt = {OperationSql.NextAttempt}, begun = 1 - remote, alone = (1 - remote) * @alone,
            lease_owner = @owner, lease_time = @now + @lease, start_time = COALESCE(start_time, @now), update_time = @now
        WHERE id = @id AND {Waiting}
        RETURNING {OperationSql.OperationColumns}
        """;

    public const string Begin = $"UPDATE operations SET begun = 1, alone = @alone, lease_time = @now + @lease WHERE {OperationSql.Fence}";

    // All ids are below '~'. An id that is a blob or null could not be claimed and would hold up the others.
    private const string Candidate = $"SELECT id, tenant, remote FROM operations WHERE {Waiting} AND id < '~'";
    private const string Suspect = $"{Candidate} AND lapses > 0 AND remote IN (@inline, @remote)";
    private const string Order = $"ORDER BY tenant, create_time, id LIMIT 1 {OperationSql.LockRows}";
    private const string SuspectOrder = $"ORDER BY tenant, lapses DESC, create_time, id LIMIT 1 {OperationSql.LockRows}";
    private const string Waiting = $"state = {OperationSql.Queued} AND not_before <= @now";
    private const string RunsOfOwner = $"state = {OperationSql.Running} AND lease_owner = @owner";
}
