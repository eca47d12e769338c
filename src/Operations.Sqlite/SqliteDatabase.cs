using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Operations.Sql;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sqlite;

/// <summary>
/// The database file. It is opened and migrated at its first use, then written by one transaction at a time and read by many. A commit is
/// durable once it has returned (WAL, <c>synchronous=FULL</c>).
/// </summary>
internal sealed class SqliteDatabase : ISqlDatabase, IAsyncDisposable
{
    public const string FileName = "operations.db";

    // How long a writer waits for another process. After that the store counts as not writable: a process that was stopped within a
    // transaction keeps the file locked.
    private const int BusySeconds = 5;

    // A writer's settings. They belong to a connection, because SQLite does not store them in the file.
    private static readonly string Settings =
        $"PRAGMA busy_timeout = {BusySeconds * 1000}; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly SchemaMigrator _migrator;
    private readonly SqliteWriter _writer;
    private volatile bool _ready;

    public SqliteDatabase(IOptions<SqliteStoreOptions> options, StoreHealth health, TimeProvider time)
        : this(options.Value.Folder, SchemaMigrations.All, health, time)
    {
    }

    public SqliteDatabase(string folder, IReadOnlyList<SchemaMigration> migrations, StoreHealth health, TimeProvider time)
    {
        _folder = Path.GetFullPath(folder);
        _time = time;
        _migrator = new SchemaMigrator(migrations);
        var file = new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder, FileName), DefaultTimeout = BusySeconds };
        ConnectionString = file.ConnectionString;
        _writer = new SqliteWriter(OpenForWriting, health);
    }

    /// <summary>Connections with this string share one pool.</summary>
    public string ConnectionString { get; }

    public IReadOnlyList<string> Repairs { get; } = [SqliteRepairSql.BuryNameless];

    public Task PrepareAsync(CancellationToken cancel) => _writer.WriteAsync(_ => _ready, cancel);

    /// <inheritdoc cref="SqliteWriter.WriteAsync"/>
    public Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancel) =>
        _writer.WriteAsync(connection => Run(connection, work), cancel);

    public async Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancel)
    {
        if (!_ready)
            await PrepareAsync(cancel);
        try
        {
            using var connection = new SqliteConnection(ConnectionString);
            connection.Open();
            return Run(connection, work);
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

    /// <summary>Whether an exception comes from the database or its disk. Others are errors of the code that uses the database.</summary>
    public static bool IsStoreFault(Exception fault) => fault is SqliteException or IOException or UnauthorizedAccessException;

    // The calls of a session complete before they return, so this never waits.
    private T Run<T>(SqliteConnection connection, Func<SqlSession, Task<T>> work) =>
        work(new SqliteSession(connection, _time.GetUtcNow())).GetAwaiter().GetResult();

    private SqliteConnection OpenForWriting()
    {
        if (!_ready)
            Prepare();
        return OpenWithSettings();
    }

    private void Prepare()
    {
        PrivateFolder.Create(_folder);
        CreateFile();
        using var connection = OpenWithSettings();
        connection.Execute("PRAGMA journal_mode = WAL");
        // A step may replace a table by its copy. With foreign keys, dropping the old table would delete the rows that refer to it.
        connection.Execute("PRAGMA foreign_keys = OFF");
        _migrator.Migrate(connection);
        _ready = true;
    }

    // SQLite would create the file for everybody to read. It gives the file's mode to its journals. An existing file must not be opened
    // here: the close would release the locks of this process's connections.
    private void CreateFile()
    {
        if (OperatingSystem.IsWindows())
            return;
        var path = Path.Combine(_folder, FileName);
        try
        {
            PrivateFolder.CreateFile(path).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            foreach (var suffix in (string[])["", "-wal", "-shm"])
                PrivateFolder.HideFromOthers(path + suffix);
        }
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
}
