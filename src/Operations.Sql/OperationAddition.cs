using Transcribe.Core;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sql;

/// <summary>Adds operations within the limit of their caller.</summary>
internal static class OperationAddition
{
    // More than the connections of all processes to one database. So many additions can be under way without seeing each other.
    private const int Margin = 1000;

    /// <inheritdoc cref="IOperationStore.AddAsync"/>
    public static async Task<Operation?> AddAsync(
        ISqlDatabase database, Operation operation, long inlineBytes, int maxUnfinished, CancellationToken cancel)
    {
        // Additions of a caller wait for each other only near its limit. That takes another transaction, because two that hold the shared
        // lock cannot both take it alone.
        var isNear = maxUnfinished <= Margin;
        var added = isNear ? null : await database.WriteAsync(
            async db =>
            {
                isNear = false;
                return await AddAsync(
                    db, operation, inlineBytes, async () => !(isNear = await IsNearAsync(db, operation.Caller, maxUnfinished)));
            },
            cancel);
        return !isNear ? added : await database.WriteAsync(
            db => AddAsync(db, operation, inlineBytes, () => HasRoomAsync(db, operation.Caller, maxUnfinished)), cancel);
    }

    public static async Task<int> CountUnfinishedAsync(SqlSession db, Caller caller) =>
        (int)await db.ScalarAsync(OperationSql.CountUnfinished, ("@tenant", caller.Tenant), ("@account", AccountOf(caller)));

    public static Task<long> SumInlineBytesAsync(SqlSession db, Caller caller) =>
        db.ScalarAsync(OperationSql.SumInlineBytes, ("@tenant", caller.Tenant), ("@account", AccountOf(caller)));

    public static Task<Operation?> FindByRequestIdAsync(SqlSession db, string tenant, string requestId) =>
        db.FindAsync(OperationSql.FindByRequestId, OperationRow.Read, ("@tenant", tenant), ("@request_id", requestId));

    private static async Task<Operation?> AddAsync(SqlSession db, Operation operation, long inlineBytes, Func<Task<bool>> hasRoom)
    {
        // Another process may add or delete the operation of the request id between the two statements.
        while (true)
        {
            if (operation.RequestId is { } requestId && await FindByRequestIdAsync(db, operation.Tenant, requestId) is { } earlier)
                return earlier;
            if (!await hasRoom())
                return null;
            if (await InsertAsync(db, operation, inlineBytes) is { } now)
                return operation with { CreateTime = now, UpdateTime = now };
        }
    }

    private static async Task<bool> IsNearAsync(SqlSession db, Caller caller, int maxUnfinished)
    {
        if (maxUnfinished == int.MaxValue)
            return false;
        await db.LockAsync(SqlLocks.Additions(caller), shared: true);
        return await CountUnfinishedAsync(db, caller) >= maxUnfinished - Margin;
    }

    private static async Task<bool> HasRoomAsync(SqlSession db, Caller caller, int maxUnfinished)
    {
        await db.LockAsync(SqlLocks.Additions(caller), shared: false);
        return await CountUnfinishedAsync(db, caller) < maxUnfinished;
    }

    private static string AccountOf(Caller caller) => caller.Account == caller.Tenant ? "" : caller.Account;

    // Null if the tenant has an operation with the request id.
    private static async Task<DateTimeOffset?> InsertAsync(SqlSession db, Operation operation, long inlineBytes)
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
            ("@remote", operation.Request.Uri is not null),
            ("@account", AccountOf(operation.Caller)),
            ("@bytes", inlineBytes));
        return times is [var time] ? time : null;
    }
}
