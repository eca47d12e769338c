using Transcribe.Operations.Store;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Transcribe.Operations.Sqlite;

/// <summary>
/// The one thread of this process that writes. What waits when it comes round shares a transaction, and so one flush to the disk (group commit). A write
/// that fails is undone alone; it takes the others with it only if the disk fails.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int MaxWaiting = 256;

    // Bounds how long another process's writer waits for the file.
    private const int MaxTogether = 64;

    private const string Savepoint = "write";

    private readonly Func<SqliteConnection> _open;
    private readonly StoreHealth _health;
    private readonly Channel<PendingWrite> _waiting = Channel.CreateBounded<PendingWrite>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly Task _loop;

    /// <param name="open">Opens the database, ready to be written.</param>
    /// <param name="health">Told of every success and failure.</param>
    public SqliteWriter(Func<SqliteConnection> open, StoreHealth health)
    {
        _open = open;
        _health = health;
        // A thread of its own: it blocks while the disk works, which the pool's threads should not.
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Runs <paramref name="work"/> in a transaction. Cancelling works until it begins.</summary>
    /// <exception cref="OperationStoreException">It failed, and nothing of it was written.</exception>
    public async Task<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancel)
    {
        var write = new PendingWrite<T>(work, cancel);
        await _waiting.Writer.WriteAsync(write, cancel);
        return await write.ResultAsync();
    }

    /// <summary>Waits for the writes that were asked for.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop;
    }

    private void Run()
    {
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            var writes = Take();
            try
            {
                // Callers go on once the connection is back in the pool, where the next to use the store finds it.
                Commit(writes).ForEach(tell => tell());
            }
            catch (Exception fault)
            {
                var failure = Failure(fault);
                writes.ForEach(write => write.Fail(failure));
            }
        }
    }

    private List<PendingWrite> Take()
    {
        var writes = new List<PendingWrite>();
        while (writes.Count < MaxTogether && _waiting.Reader.TryRead(out var write))
        {
            if (write.TryBegin())
                writes.Add(write);
        }
        return writes;
    }

    // What tells each caller how its write ended.
    private List<Action> Commit(List<PendingWrite> writes)
    {
        using var connection = _open();
        var before = raw.sqlite3_total_changes(connection.Handle);
        using var transaction = connection.BeginTransaction();
        var ends = writes.ConvertAll(write => Run(write, connection, transaction));
        transaction.Commit();
        // A transaction that changed nothing touches no disk, and says nothing of it.
        if (raw.sqlite3_total_changes(connection.Handle) != before)
            _health.Written();
        return ends;
    }

    private Action Run(PendingWrite write, SqliteConnection connection, SqliteTransaction transaction)
    {
        transaction.Save(Savepoint);
        try
        {
            write.Run(connection);
            transaction.Release(Savepoint);
            return write.Complete;
        }
        catch (Exception fault) when (!IsRolledBack(connection))
        {
            transaction.Rollback(Savepoint);
            transaction.Release(Savepoint);
            var failure = Failure(fault);
            return () => write.Fail(failure);
        }
    }

    private Exception Failure(Exception fault) => SqliteDatabase.IsStoreFault(fault) ? _health.Failed(fault) : fault;

    // As SQLite does by itself when the disk is full or fails.
    private static bool IsRolledBack(SqliteConnection connection) => raw.sqlite3_get_autocommit(connection.Handle) != 0;
}
