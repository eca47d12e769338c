using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using SQLitePCL;

namespace Transcribe.Operations.Store;

/// <summary>
/// The database file: opened and brought up to date at the first use, written by one transaction at a time, read by many. Durable: a commit that returned is on
/// the disk (WAL, <c>synchronous=FULL</c>).
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    public const string FileName = "operations.db";

    // For writers of other processes. Past it the store counts as not writable: a process that was stopped within a transaction keeps the file locked.
    private const int BusySeconds = 5;

    // Set on each opening, as SQLite keeps none of them in the file.
    private static readonly string Settings = $"PRAGMA busy_timeout = {BusySeconds * 1000}; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";

    private readonly string _folder;
    private readonly SchemaMigrator _migrator;
    private readonly StoreHealth _health;
    private readonly SemaphoreSlim _writer = new(1);
    private volatile bool _ready;

    public SqliteDatabase(IOptions<OperationsOptions> options, StoreHealth health)
        : this(options.Value.Folder, SchemaMigrations.All, health)
    {
    }

    public SqliteDatabase(string folder, IReadOnlyList<SchemaMigration> migrations, StoreHealth health)
    {
        _folder = Path.GetFullPath(folder);
        _migrator = new SchemaMigrator(migrations);
        _health = health;
        ConnectionString = new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder, FileName), DefaultTimeout = BusySeconds }.ConnectionString;
    }

    /// <summary>Connections with this string share the pool.</summary>
    public string ConnectionString { get; }

    /// <summary>Opens the file and brings it up to date, which every other call does as well when it must.</summary>
    /// <exception cref="OperationStoreException">It failed.</exception>
    public Task PrepareAsync(CancellationToken cancel) => AloneAsync(() => _ready, cancel);

    /// <summary>Runs <paramref name="work"/> in a transaction, alone among this process's writers. Cancelling works until it begins.</summary>
    /// <exception cref="OperationStoreException">It failed, and nothing of it was written.</exception>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancel) => AloneAsync(() => Write(work), cancel);

    /// <exception cref="OperationStoreException">It failed.</exception>
    public async Task<T> ReadAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancel)
    {
        if (!_ready)
            await PrepareAsync(cancel);
        try
        {
            using var connection = Open();
            return work(connection);
        }
        catch (Exception fault) when (IsStoreFault(fault))
        {
            throw new OperationStoreException("Operations cannot be read at the moment", fault);
        }
    }

    public void Dispose()
    {
        using var connection = new SqliteConnection(ConnectionString);
        SqliteConnection.ClearPool(connection);
        _writer.Dispose();
    }

    private async Task<T> AloneAsync<T>(Func<T> work, CancellationToken cancel)
    {
        await _writer.WaitAsync(cancel);
        try
        {
            if (!_ready)
                Prepare();
            return work();
        }
        catch (Exception fault) when (IsStoreFault(fault))
        {
            throw _health.Failed(fault);
        }
        finally
        {
            _writer.Release();
        }
    }

    private T Write<T>(Func<SqliteConnection, T> work)
    {
        using var connection = Open();
        var before = raw.sqlite3_total_changes(connection.Handle);
        using var transaction = connection.BeginTransaction();
        var result = work(connection);
        transaction.Commit();
        // A transaction that changed nothing touches no disk, and says nothing of it.
        if (raw.sqlite3_total_changes(connection.Handle) != before)
            _health.Written();
        return result;
    }

    private void Prepare()
    {
        Directory.CreateDirectory(_folder);
        using var connection = Open();
        connection.Execute("PRAGMA journal_mode = WAL");
        _migrator.Migrate(connection);
        _ready = true;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            connection.Open();
            connection.Execute(Settings);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static bool IsStoreFault(Exception fault) => fault is SqliteException or IOException or UnauthorizedAccessException;
}
