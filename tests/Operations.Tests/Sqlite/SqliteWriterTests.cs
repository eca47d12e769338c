using Microsoft.Extensions.Logging.Abstractions;
using Transcribe.Operations.Sql;
using Transcribe.Operations.Sqlite;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Tests.Sqlite;

public sealed class SqliteWriterTests : IAsyncDisposable
{
    private const string Count = "SELECT COUNT(*) FROM numbers";

    private static readonly SchemaMigration Schema = new(1, ["CREATE TABLE numbers (n INTEGER PRIMARY KEY, text TEXT)"]);

    private readonly TestFolder _folder = new();
    private readonly StoreHealth _health = new(NullLogger<StoreHealth>.Instance);
    private readonly ManualResetEventSlim _busy = new();
    private readonly ManualResetEventSlim _proceed = new();
    private readonly SqliteDatabase _database;

    public SqliteWriterTests() => _database = new SqliteDatabase(_folder.Path, [Schema], _health, TimeProvider.System);

    [Fact]
    public async Task WriteAsync_SeveralWaiting_ShareATransaction()
    {
        var first = await OccupyAsync();
        var before = AddAsync(1);
        var after = _database.WriteAsync(async db => (Mine: await db.ScalarAsync(Count), Others: Read()), default);
        _proceed.Set();

        Assert.Equal((1, 0), await after);
        Assert.Equal((1, 0), (await before, await first));
        Assert.Equal(1, Read());
    }

    [Fact]
    public async Task WriteAsync_OneFails_IsUndoneAlone()
    {
        var first = await OccupyAsync();
        Task<int>[] good = [AddAsync(1), AddAsync(2)];
        var bad = _database.WriteAsync(
            async db => await db.ExecuteAsync("INSERT INTO numbers (n) VALUES (3)")
                + await db.ExecuteAsync("INSERT INTO numbers (n) VALUES (1)"),
            default);
        var broken = _database.WriteAsync<int>(_ => throw new InvalidOperationException("scripted"), default);
        var last = AddAsync(4);
        _proceed.Set();

        await Task.WhenAll([first, .. good, last]);
        await Assert.ThrowsAsync<OperationStoreException>(() => bad);
        await Assert.ThrowsAsync<InvalidOperationException>(() => broken);
        Assert.Equal(3, Read());
    }

    [Fact]
    public async Task WriteAsync_DiskFills_FailsAllThatShareTheTransaction()
    {
        var first = await OccupyAsync();
        var small = AddAsync(1);
        var large = _database.WriteAsync(
            async db =>
            {
                // Above this number of pages, SQLite fails with SQLITE_FULL as on a full disk.
                await db.ExecuteAsync("PRAGMA max_page_count = 1");
                return await db.ExecuteAsync("INSERT INTO numbers (n, text) VALUES (2, @text)", ("@text", new string('a', 100_000)));
            },
            default);
        _proceed.Set();

        await first;
        await Assert.ThrowsAsync<OperationStoreException>(() => large);
        await Assert.ThrowsAsync<OperationStoreException>(() => small);
        Assert.False(_health.IsWritable);
        Assert.Equal(0, Read());

        await _database.WriteAsync(db => db.ExecuteAsync("PRAGMA max_page_count = 1000000"), default);
        Assert.Equal(1, await AddAsync(1));
        Assert.True(_health.IsWritable);
    }

    [Fact]
    public async Task WriteAsync_CancelledWhileWaiting_IsNeverRun()
    {
        using var cancellation = new CancellationTokenSource();
        var first = await OccupyAsync();
        var waiting = _database.WriteAsync(db => db.ExecuteAsync("INSERT INTO numbers (n) VALUES (1)"), cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _proceed.Set();
        await first;
        Assert.Equal(1, await AddAsync(2));
        Assert.Equal(1, Read());
    }

    [Fact]
    public async Task DisposeAsync_WritesWaiting_WritesThem()
    {
        var first = await OccupyAsync();
        var waiting = AddAsync(1);
        var disposal = _database.DisposeAsync();
        _proceed.Set();

        await disposal;

        Assert.Equal((0, 1), (await first, await waiting));
        Assert.Equal(1, Read());
    }

    public async ValueTask DisposeAsync()
    {
        _proceed.Set();
        await _database.DisposeAsync();
        _busy.Dispose();
        _proceed.Dispose();
        _folder.Dispose();
    }

    /// <summary>Blocks the writer until the test releases it, so that the writes in between wait together.</summary>
    private async Task<Task<int>> OccupyAsync()
    {
        await _database.PrepareAsync(default);
        var occupation = _database.WriteAsync(
            _ =>
            {
                _busy.Set();
                Assert.True(_proceed.Wait(Until.Longest));
                return Task.FromResult(0);
            },
            default);
        Assert.True(_busy.Wait(Until.Longest));
        return occupation;
    }

    private Task<int> AddAsync(int n) =>
        _database.WriteAsync(db => db.ExecuteAsync("INSERT INTO numbers (n) VALUES (@n)", ("@n", n)), default);

    /// <summary>Counts the rows on another connection.</summary>
    private long Read()
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection(_database.ConnectionString);
        connection.Open();
        return connection.Scalar(Count);
    }
}
