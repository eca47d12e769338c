using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sqlite;

/// <summary>
/// Runs all writes of this process on one thread. Writes that wait at the same time share one transaction and one flush to the disk (group
/// commit). A write that fails is rolled back alone. Only a disk failure makes all writes of the transaction fail.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int MaxWaiting = 256;

    // Limits how long other processes wait for the file.
    private const int MaxTogether = 64;

    private const string Savepoint = "write";

    private readonly Func<SqliteConnection> _open;
    private readonly StoreHealth _health;
    private readonly Channel<PendingWrite> _waiting =
        Channel.CreateBounded<PendingWrite>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private readonly Task _loop;

    /// <param name="open">Opens a connection for writing.</param>
    /// <param name="health">Receives every success and failure.</param>
    public SqliteWriter(Func<SqliteConnection> open, StoreHealth health)
    {
        _open = open;
        _health = health;
        // A dedicated thread: it blocks during disk writes, which threads of the pool should not do.
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Runs <paramref name="work"/> in a transaction. It can be cancelled until it begins.</summary>
    /// <exception cref="OperationStoreException">The work failed, and nothing was written.</exception>
    public async Task<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancel)
    {
        var write = new PendingWrite<T>(work, cancel);
        await _waiting.Writer.WriteAsync(write, cancel);
        return await write.ResultAsync();
    }

    /// <summary>Completes the pending writes, then stops.</summary>
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
                // Callers are notified after Commit has returned the connection to the pool, so that their next call can reuse it.
                Commit(writes).ForEach(notify => notify());
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

    // Returns the actions that notify the callers.
    private List<Action> Commit(List<PendingWrite> writes)
    {
        using var connection = _open();
        var before = raw.sqlite3_total_changes(connection.Handle);
        using var transaction = connection.BeginTransaction();
        var notifications = writes.ConvertAll(write => Run(write, connection, transaction));
        transaction.Commit();
        // A transaction without changes does not touch the disk, so it proves nothing about it.
        if (raw.sqlite3_total_changes(connection.Handle) != before)
            _health.Written();
        return notifications;
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

    // SQLite rolls back the whole transaction by itself when the disk is full or fails.
    private static bool IsRolledBack(SqliteConnection connection) => raw.sqlite3_get_autocommit(connection.Handle) != 0;
}
