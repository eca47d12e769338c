using Microsoft.Extensions.Options;
using Npgsql;
using Transcribe.Operations.Sql;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Postgres;

/// <summary>
/// The database on a server, which many processes share. A transaction that fails for a reason that passes runs again, for some seconds.
/// One that fails in its commit does not, because it may have been stored.
/// </summary>
internal sealed class PostgresDatabase : ISqlDatabase, IAsyncDisposable
{
    // A restart or a failover takes some seconds. Callers wait no longer.
    private static readonly TimeSpan RetryFor = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    private readonly Lazy<NpgsqlDataSource> _pool;
    private readonly IReadOnlyList<SchemaMigration> _migrations;
    private readonly PostgresClock _clock;
    private readonly StoreHealth _health;
    private readonly SemaphoreSlim _preparing = new(1);
    private volatile bool _ready;

    public PostgresDatabase(IOptions<PostgresStoreOptions> options, PostgresClock clock, StoreHealth health)
        : this(options.Value.ConnectionString!, PostgresSchema.Migrations, clock, health)
    {
    }

    public PostgresDatabase(string connectionString, IReadOnlyList<SchemaMigration> migrations, PostgresClock clock, StoreHealth health)
    {
        _pool = new Lazy<NpgsqlDataSource>(() => PostgresConnections.CreatePool(connectionString));
        _migrations = migrations;
        _clock = clock;
        _health = health;
    }

    /// <summary>None: the types of the columns exclude what SQLite accepts.</summary>
    public IReadOnlyList<string> Repairs { get; } = [];

    /// <summary>The pool of connections.</summary>
    public NpgsqlDataSource Pool => _pool.Value;

    public Task PrepareAsync(CancellationToken cancel) => WriteAsync(_ => Task.FromResult(true), cancel);

    public async Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancel)
    {
        var committing = false;
        try
        {
            return await RetryAsync(
                async connection =>
                {
                    committing = false;
                    await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
                    var session = new PostgresSession(connection, _clock);
                    var result = await work(session);
                    committing = true;
                    await transaction.CommitAsync(CancellationToken.None);
                    // A transaction without changes proves nothing about the disk.
                    if (session.HasChanged)
                        _health.Written();
                    return result;
                },
                fault => !committing || PostgresFaults.IsUndone(fault),
                cancel);
        }
        catch (Exception fault) when (PostgresFaults.IsStoreFault(fault))
        {
            throw _health.Failed(fault, isUncertain: committing && !PostgresFaults.IsUndone(fault));
        }
    }

    public async Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancel)
    {
        try
        {
            return await RetryAsync(connection => work(new PostgresSession(connection, _clock)), _ => true, cancel);
        }
        catch (Exception fault) when (PostgresFaults.IsStoreFault(fault))
        {
            throw new OperationStoreException("Operations cannot be read at the moment", fault);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_pool.IsValueCreated)
            await _pool.Value.DisposeAsync();
        _preparing.Dispose();
    }

    private async Task<T> RetryAsync<T>(
        Func<NpgsqlConnection, Task<T>> work, Func<Exception, bool> mayRepeat, CancellationToken cancel)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = await Pool.OpenConnectionAsync(cancel);
                if (!_ready)
                    await MigrateAsync(connection, cancel);
                return await work(connection);
            }
            catch (Exception fault) when (PostgresFaults.IsTransient(fault)
                && mayRepeat(fault)
                && TimeProvider.System.GetElapsedTime(started) < RetryFor)
            {
                await Task.Delay(RetryPause, TimeProvider.System, cancel);
            }
        }
    }

    private async Task MigrateAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await _preparing.WaitAsync(cancel);
        try
        {
            if (!_ready)
                await PostgresMigrator.MigrateAsync(connection, _migrations, cancel);
            _ready = true;
        }
        finally
        {
            _preparing.Release();
        }
    }
}
