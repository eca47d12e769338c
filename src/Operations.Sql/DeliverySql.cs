namespace Transcribe.Operations.Sql;

/// <summary>The statements of the outbox, see <see cref="OperationSql"/>.</summary>
internal static class DeliverySql
{
    public const string Insert = $"""
        INSERT INTO deliveries ({Columns}, receiver, set_time)
        VALUES (@id, @tenant, @operation_id, @uri, @body, @state, 0, 0, @now, @now, NULL, @receiver, @now)
        """;

    public const string InsertReceiver = "INSERT INTO receivers (tenant, receiver) VALUES (@tenant, @receiver) ON CONFLICT DO NOTHING";

    public const string TenantAfter =
        "SELECT tenant FROM receivers WHERE slow = @slow AND tenant > @after ORDER BY tenant LIMIT 1";

    public const string FirstTenant = "SELECT tenant FROM receivers WHERE slow = @slow ORDER BY tenant LIMIT 1";

    /// <summary>A tenant's receivers, the one that was served longest ago first, each with its oldest due delivery or null.</summary>
    public const string ReceiversInTurn = $"""
        SELECT receiver, (
            SELECT id FROM deliveries
            WHERE tenant = receivers.tenant AND receiver = receivers.receiver AND {Due} AND id < '~'
            ORDER BY next_time, id LIMIT 1)
        FROM receivers WHERE slow = @slow AND tenant = @tenant ORDER BY served
        """;

    /// <summary>The oldest due delivery of a tenant to a receiver.</summary>
    public const string OldestDue = $"""
        SELECT id FROM deliveries
        WHERE tenant = @tenant AND receiver = @receiver AND {Due} AND id < '~'
        ORDER BY next_time, id LIMIT 1 {OperationSql.LockRows}
        """;

    // A claim moves the next attempt beyond the end of this one. If this process dies, that attempt is made.
    public const string Claim = $"""
        UPDATE deliveries SET attempt = {OperationSql.NextAttempt}, next_time = @now + @lease, set_time = @now WHERE id = @id AND {Due}
        RETURNING {Columns}
        """;

    // A number and no time, so that the order outlives a clock that goes back.
    public const string Serve = """
        UPDATE receivers
        SET served = 1 + (SELECT MAX(served) FROM receivers AS other WHERE other.tenant = receivers.tenant)
        WHERE (tenant, receiver) IN (SELECT tenant, receiver FROM deliveries WHERE id = @id)
        """;

    public const string SetSlow =
        "UPDATE receivers SET slow = @slow WHERE tenant = @tenant AND receiver = @receiver AND slow <> @slow";

    public const string Delete = $"DELETE FROM deliveries WHERE {Fence}";

    public const string Reschedule =
        $"UPDATE deliveries SET failures = @failures, next_time = @now + @delay, set_time = @now, error = @error WHERE {Fence}";

    public const string Bury =
        $"UPDATE deliveries SET state = {OperationSql.Dead}, failures = @failures, next_time = @now, error = @error WHERE {Fence}";

    public const string ListDead = $"""
        SELECT {Columns} FROM deliveries
        WHERE state = {OperationSql.Dead} AND next_time >= 0 AND (next_time, id) < (@before_time, @before_id)
        ORDER BY next_time DESC, id DESC
        LIMIT @limit
        """;

    public const string ResendDead = $"""
        UPDATE deliveries SET state = {OperationSql.Pending}, failures = 0, next_time = @now, set_time = @now
        WHERE id = @id AND state = {OperationSql.Dead}
        """;

    public const string DeleteDeadOf =
        $"DELETE FROM deliveries WHERE operation_id = @id AND tenant = @tenant AND state = {OperationSql.Dead}";
    public const string DeleteExpiredDead = $"DELETE FROM deliveries WHERE state = {OperationSql.Dead} AND next_time <= @now - @retention";

    /// <summary>Adds the receivers that pending deliveries lack, for example those of dead letters that are sent again.</summary>
    public const string AddReceivers = $"""
        INSERT INTO receivers (tenant, receiver) SELECT DISTINCT tenant, receiver FROM deliveries WHERE state = {OperationSql.Pending}
        ON CONFLICT DO NOTHING
        """;

    /// <summary>Forgets the receivers for which no delivery waits.</summary>
    public const string DeleteReceivers = $"""
        DELETE FROM receivers
        WHERE NOT EXISTS (
            SELECT 1 FROM deliveries
            WHERE tenant = receivers.tenant AND receiver = receivers.receiver AND state = {OperationSql.Pending})
        """;

    // DeliveryRow reads the columns in this order.
    private const string Columns = "id, tenant, operation_id, uri, body, state, attempt, failures, create_time, next_time, error";

    private const string Due = $"state = {OperationSql.Pending} AND next_time <= @now";
    private const string Fence = $"id = @id AND attempt = @attempt AND state = {OperationSql.Pending}";
}
