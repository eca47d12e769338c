using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sql;

/// <summary>Adds operations within the limit of their tenant.</summary>
internal static class OperationAddition
{
    // More than the connections of all processes to one database. So many additions can be under way without seeing each other.
    private const int Margin = 1000;

    /// <inheritdoc cref="IOperationStore.AddAsync"/>
    public static async Task<Operation?> AddAsync(ISqlDatabase database, Operation operation, int maxUnfinished, CancellationToken cancel)
    {
        // Additions of a tenant wait for each other only near its limit. That takes another transaction, because two that hold the shared
        // lock cannot both take it alone.
        var isNear = maxUnfinished <= Margin;
        var added = isNear ? null : await database.WriteAsync(
            async db =>
            {
                isNear = false;
                return await AddAsync(db, operation, async () => !(isNear = await IsNearAsync(db, operation.Tenant, maxUnfinished)));
            },
            cancel);
        return !isNear ? added : await database.WriteAsync(
            db => AddAsync(db, operation, () => HasRoomAsync(db, operation.Tenant, maxUnfinished)), cancel);
    }

    public static async Task<int> CountUnfinishedAsync(SqlSession db, string tenant) =>
        (int)await db.ScalarAsync(OperationSql.CountUnfinished, ("@tenant", tenant));

    public static Task<Operation?> FindByRequestIdAsync(SqlSession db, string tenant, string requestId) =>
        db.FindAsync(OperationSql.FindByRequestId, OperationRow.Read, ("@tenant", tenant), ("@request_id", requestId));

    private static async Task<Operation?> AddAsync(SqlSession db, Operation operation, Func<Task<bool>> hasRoom)
    {
        // Another process may add or delete the operation of the request id between the two statements.
        while (true)
        {
            if (operation.RequestId is { } requestId && await FindByRequestIdAsync(db, operation.Tenant, requestId) is { } earlier)
                return earlier;
            if (!await hasRoom())
                return null;
            if (await InsertAsync(db, operation) is { } now)
                return operation with { CreateTime = now, UpdateTime = now };
        }
    }

    private static async Task<bool> IsNearAsync(SqlSession db, string tenant, int maxUnfinished)
    {
        if (maxUnfinished == int.MaxValue)
            return false;
        await db.LockAsync(SqlLocks.Tenant(tenant), shared: true);
        return await CountUnfinishedAsync(db, tenant) >= maxUnfinished - Margin;
    }

    private static async Task<bool> HasRoomAsync(SqlSession db, string tenant, int maxUnfinished)
    {
        await db.LockAsync(SqlLocks.Tenant(tenant), shared: false);
        return await CountUnfinishedAsync(db, tenant) < maxUnfinished;
    }

    // Null if the tenant has an operation with the request id.
    private static async Task<DateTimeOffset?> InsertAsync(SqlSession db, Operation operation)
    {
        var times = await db.QueryAsync(
            OperationSql.InsertOperation,
            row => new DateTimeOffset(row.GetInt64(0), TimeSpan.Zero),
            ("@id", operation.Id),
            ("@tenant", operation.Tenant),
            ("@state", operation.State),
            ("@request", StoredJson.Write(operation.Request)),
            ("@fingerprint", operation.Fingerprint),
            ("@request_id", operation.RequestId),
            ("@webhook_uri", operation.Webhook?.Uri),
            ("@webhook_kind", operation.Webhook?.Kind),
            ("@remote", operation.Request.Uri is not null));
        return times is [var time] ? time : null;
    }
}
