using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Transcribe.Operations.Store;

/// <summary>
/// The database file: opened and brought up to date at the first use, written by one transaction at a time, read by many. Durable: a commit that returned is on
/// the disk (WAL, <c>synchronous=FULL</c>).
/// </summary>
internal sealed class SqliteDatabase : IAsyncDisposable
{
    public const string FileName = "operations.db";

    // For writers of other processes. Past it the store counts as not writable: a process that was stopped within a transaction keeps the file locked.
    private const int BusySeconds = 5;

    // Of a writer: set on each opening, as SQLite keeps none of them in the file.
    private static readonly string Settings = $"PRAGMA busy_timeout = {BusySeconds * 1000}; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";

    private readonly string _folder;
    private readonly SchemaMigrator _migrator;
    private readonly SqliteWriter _writer;
    private volatile bool _ready;

    public SqliteDatabase(IOptions<OperationsOptions> options, StoreHealth health)
        : this(options.Value.Folder, SchemaMigrations.All, health)
    {
    }

    public SqliteDatabase(string folder, IReadOnlyList<SchemaMigration> migrations, StoreHealth health)
    {
        _folder = Path.GetFullPath(folder);
        _migrator = new SchemaMigrator(migrations);
        ConnectionString = new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder, FileName), DefaultTimeout = BusySeconds }.ConnectionString;
        _writer = new SqliteWriter(OpenForWriting, health);
    }

    /// <summary>Connections with this string share the pool.</summary>
    public string ConnectionString { get; }

    /// <summary>Opens the file and brings it up to date, which every other call does as well when it must.</summary>
    /// <exception cref="OperationStoreException">It failed.</exception>
    public Task PrepareAsync(CancellationToken cancel) => WriteAsync(_ => _ready, cancel);

    /// <inheritdoc cref="SqliteWriter.WriteAsync"/>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancel) => _writer.WriteAsync(work, cancel);

    /// <exception cref="OperationStoreException">It failed.</exception>
    public async Task<T> ReadAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancel)
    {
        if (!_ready)
            await PrepareAsync(cancel);
        try
        {
            using var connection = new SqliteConnection(ConnectionString);
            connection.Open();
            return work(connection);
        }
        catch (Exception fault) when (IsStoreFault(fault))
        {
            throw new OperationStoreException("Operations cannot be read at the moment", fault);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        using var connection = new SqliteConnection(ConnectionString);
        SqliteConnection.ClearPool(connection);
    }

    private SqliteConnection OpenForWriting()
    {
        if (!_ready)
            Prepare();
        return OpenWithSettings();
    }

    private void Prepare()
    {
        Directory.CreateDirectory(_folder);
        using var connection = OpenWithSettings();
        connection.Execute("PRAGMA journal_mode = WAL");
        _migrator.Migrate(connection);
        _ready = true;
    }

    private SqliteConnection OpenWithSettings()
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

    /// <summary>Whether it is the store's fault, rather than that of the code that uses it.</summary>
    public static bool IsStoreFault(Exception fault) => fault is SqliteException or IOException or UnauthorizedAccessException;
}
