using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sql.Moving;

/// <summary>
/// Moves a store to another database. Operations that have ended are copied while servers use the store. Then the store is locked, the rest
/// is copied and the store is retired. A move that was interrupted goes on where it stopped.
/// </summary>
/// <param name="from">The store that is retired.</param>
/// <param name="fromAudio">Its inline audio.</param>
/// <param name="to">The database that receives the operations.</param>
/// <param name="toAudio">Its inline audio.</param>
/// <param name="source">Names the store among those that move to the same database.</param>
/// <param name="retire">Statements after which no server can write to <paramref name="from"/>.</param>
internal sealed class StoreMove(
    ISqlDatabase from, IAudioStore fromAudio, ISqlDatabase to, IAudioStore toAudio, string source, IReadOnlyList<string> retire)
{
    private const int BatchLength = 200;

    /// <summary>A batch ends with the operation that reaches this number of segments, because all its rows are in memory.</summary>
    internal const int MaxSegments = 5000;

    private const string Ids = "SELECT id FROM operations WHERE end_time IS NOT NULL AND id > @after ORDER BY id LIMIT @limit";
    private const string UnfinishedIds = $"SELECT id FROM operations WHERE {OperationSql.Unfinished} ORDER BY id";
    private const string InlineUnfinished = $"SELECT id FROM operations WHERE {OperationSql.Unfinished} AND remote = 0 ORDER BY id";
    private const string DeliveryIds = "SELECT id FROM deliveries ORDER BY id";
    private const string HasEnded = "SELECT COUNT(*) FROM operations WHERE id = @id AND end_time IS NOT NULL";
    private const string Exists = "SELECT COUNT(*) FROM operations WHERE id = @id";
    private const string Remove = "DELETE FROM operations WHERE id = @id";

    // A run of the old server has no lease in the new database, and its attempt counts as no failure. The owner marks what came from here
    // until its first claim.
    private const string Release = $"""
        UPDATE operations SET state = {OperationSql.Queued}, not_before = @now, update_time = @now, lease_owner = @owner, lease_time = NULL
        WHERE id = @id AND {OperationSql.Unfinished}
        """;

    private const string RemoveReleased = $"DELETE FROM operations WHERE state = {OperationSql.Queued} AND lease_owner = @owner";

    private readonly string _owner = $"moved from {source}";
    private readonly HashSet<string> _copied = [];

    /// <summary>The operations that have been copied.</summary>
    public int Operations { get; private set; }

    /// <summary>The deliveries and dead letters that have been copied.</summary>
    public int Deliveries { get; private set; }

    /// <exception cref="OperationStoreException">One of the stores cannot be reached.</exception>
    /// <exception cref="OperationStoreVersionException">The store has been moved before.</exception>
    /// <exception cref="IOException">
    /// Inline audio cannot be read, or an operation that has not ended lacks it. The store stays in use.
    /// </exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        await to.PrepareAsync(cancel);
        await CopyEndedAsync(cancel);
        // An operation that ends meanwhile loses its audio, so only a lack of it under the lock is a fault.
        foreach (var id in await from.ReadAsync(db => IdsAsync(db, InlineUnfinished), cancel))
            await CopyAudioAsync(id, cancel);
        if (await from.WriteAsync(FinishAsync, cancel) is [var first, ..] silent)
        {
            throw new IOException(
                $"Operations that have not ended lack their inline audio ({silent.Count}, for example {first}). Name the folder and the "
                + "bucket in which their server keeps it, or cancel them, and run the command again");
        }
    }

    private async Task CopyEndedAsync(CancellationToken cancel)
    {
        for (var after = ""; ;)
        {
            var ids = await from.ReadAsync(db => IdsAsync(db, Ids, ("@after", after), ("@limit", BatchLength)), cancel);
            if (ids.Count == 0)
                return;
            await CopyAsync(await MissingAsync(ids, cancel), work => from.ReadAsync(work, cancel), cancel);
            after = ids[^1];
        }
    }

    // Runs while the store is locked. Its servers wait, and then find it retired, unless there are operations without their audio, which
    // this returns.
    private async Task<IReadOnlyList<string>> FinishAsync(SqlSession locked)
    {
        await CopyRestAsync(locked);
        var silent = new List<string>();
        foreach (var id in await IdsAsync(locked, InlineUnfinished))
        {
            if (!await CopyAudioAsync(id, CancellationToken.None))
                silent.Add(id);
        }
        if (silent.Count > 0)
            return silent;
        foreach (var id in _copied)
        {
            if (await locked.ScalarAsync(Exists, ("@id", id)) == 0)
                await to.WriteAsync(db => db.ExecuteAsync(Remove, ("@id", id)), CancellationToken.None);
        }
        var (operations, deliveries) = await to.WriteAsync(db => CopyUnfinishedAsync(locked, db), CancellationToken.None);
        foreach (var statement in retire)
            await locked.ExecuteAsync(statement);
        (Operations, Deliveries) = (Operations + operations, deliveries);
        return silent;
    }

    // In one transaction, in place of what a move that was interrupted after it has copied.
    private async Task<(int Operations, int Deliveries)> CopyUnfinishedAsync(SqlSession locked, SqlSession db)
    {
        await db.LockAsync(SqlLocks.Receivers, shared: true);
        await db.ExecuteAsync(RemoveReleased, ("@owner", _owner));
        var count = 0;
        var ids = await IdsAsync(locked, UnfinishedIds);
        for (var read = 0; read < ids.Count;)
        {
            var rows = await ReadAsync(locked, ids.Skip(read));
            await WriteAsync(db, rows);
            foreach (var id in ids.Skip(read).Take(rows.Ids))
                await db.ExecuteAsync(Release, ("@id", id), ("@owner", _owner));
            count += rows.Operations.Count;
            read += rows.Ids;
        }
        await MovedTable.Receivers.WriteAsync(db, await MovedTable.Receivers.ReadAsync(locked, "TRUE"));
        return (count, await CopyDeliveriesAsync(locked, db));
    }

    // One at a time, because a body may have the whole text of its operation.
    private static async Task<int> CopyDeliveriesAsync(SqlSession locked, SqlSession db)
    {
        var ids = await IdsAsync(locked, DeliveryIds);
        foreach (var id in ids)
            await MovedTable.Deliveries.WriteAsync(db, await MovedTable.Deliveries.ReadAsync(locked, "id = @id", ("@id", id)));
        return ids.Count;
    }

    // What ended after its batch had been read.
    private async Task CopyRestAsync(SqlSession locked)
    {
        for (var after = ""; await IdsAsync(locked, Ids, ("@after", after), ("@limit", BatchLength)) is { Count: > 0 } ids; after = ids[^1])
        {
            var missing = ids.Exists(id => !_copied.Contains(id)) ? await MissingAsync(ids, CancellationToken.None) : [];
            await CopyAsync(missing, work => work(locked), CancellationToken.None);
        }
    }

    // The ids that the other database does not have with their end.
    private async Task<IReadOnlyList<string>> MissingAsync(IReadOnlyList<string> ids, CancellationToken cancel) => await to.ReadAsync(
        async db =>
        {
            var missing = new List<string>();
            foreach (var id in ids)
            {
                if (await db.ScalarAsync(HasEnded, ("@id", id)) == 0)
                    missing.Add(id);
                else
                    _copied.Add(id);
            }
            return missing;
        },
        cancel);

    private async Task CopyAsync(
        IReadOnlyList<string> ids, Func<Func<SqlSession, Task<Rows>>, Task<Rows>> read, CancellationToken cancel)
    {
        for (var copied = 0; copied < ids.Count;)
        {
            var rows = await read(db => ReadAsync(db, ids.Skip(copied)));
            await to.WriteAsync(
                async db =>
                {
                    await WriteAsync(db, rows);
                    return true;
                },
                cancel);
            Operations += rows.Operations.Count;
            _copied.UnionWith(ids.Skip(copied).Take(rows.Ids));
            copied += rows.Ids;
        }
    }

    // The first of some operations, with their segments. Each is of one moment: one that was deleted meanwhile has no segments either.
    private static async Task<Rows> ReadAsync(SqlSession db, IEnumerable<string> ids)
    {
        var rows = new Rows(0, [], []);
        foreach (var id in ids.Take(BatchLength).TakeWhile(_ => rows.Segments.Count < MaxSegments))
        {
            rows = rows with { Ids = rows.Ids + 1 };
            var operation = await MovedTable.Operations.ReadAsync(db, "id = @id", ("@id", id));
            rows.Operations.AddRange(operation);
            if (operation.Count > 0)
                rows.Segments.AddRange(await MovedTable.Segments.ReadAsync(db, "operation_id = @id", ("@id", id)));
        }
        return rows;
    }

    private static async Task WriteAsync(SqlSession db, Rows rows)
    {
        await MovedTable.Operations.WriteAsync(db, rows.Operations);
        await MovedTable.Segments.WriteAsync(db, rows.Segments);
    }

    // Whether the audio is there afterwards. Audio does not change, so a copy that is there is complete.
    private async Task<bool> CopyAudioAsync(string id, CancellationToken cancel)
    {
        await using var there = await toAudio.OpenReadAsync(id, cancel);
        if (there is not null)
            return true;
        await using var content = await fromAudio.OpenReadAsync(id, cancel);
        if (content is null)
            return false;
        await toAudio.WriteAsync(id, content, cancel);
        return true;
    }

    private static Task<List<string>> IdsAsync(SqlSession db, string sql, params (string Name, object? Value)[] parameters) =>
        db.QueryAsync(sql, row => row.GetString(0), parameters);

    private sealed record Rows(int Ids, List<object?[]> Operations, List<object?[]> Segments);
}
