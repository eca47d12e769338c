using Microsoft.Extensions.Logging.Abstractions;
using Transcribe.Operations.Sql;
using Transcribe.Operations.Sqlite;
using Transcribe.Operations.Store;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Sqlite;

public sealed class SchemaMigratorTests : IDisposable
{
    private static readonly SchemaMigration Next = new(
        SchemaMigrations.All[^1].Version + 1,
        ["ALTER TABLE operations ADD COLUMN note TEXT DEFAULT 'new'"]);

    private const string Request = """{"Uri":"https://example.com/a.mp3"}""";

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Open_OlderSchema_UpgradesItAndKeepsTheRows()
    {
        var id = await CreateOperationAsync();

        await using var newer = Open([.. SchemaMigrations.All, Next]);

        Assert.Equal(
            "new",
            await newer.ReadAsync(
                db => db.FindAsync("SELECT note FROM operations WHERE id = @id", row => row.GetString(0), ("@id", id)),
                default));
        Assert.Equal(Next.Version, await newer.ReadAsync(db => db.ScalarAsync(OperationSql.ReadVersion), default));
    }

    [Fact]
    public async Task Open_StepFailsHalfWay_LeavesTheVersionBefore()
    {
        var id = await CreateOperationAsync();
        await using (var broken = Open([.. SchemaMigrations.All, Next with { Statements = [.. Next.Statements, "NOT SQL"] }]))
            await Assert.ThrowsAsync<OperationStoreException>(() => broken.PrepareAsync(default));

        await using var server = new OperationsHost(_folder.Path);
        Assert.Equal(id, (await server.Operations.GetAsync(id, default)).Id);
        await using var newer = Open([.. SchemaMigrations.All, Next]);
        Assert.Equal(Next.Version, await newer.ReadAsync(db => db.ScalarAsync(OperationSql.ReadVersion), default));
    }

    [Fact]
    public async Task Start_NewerSchema_IsRefusedInWords()
    {
        await using (var newer = Open([.. SchemaMigrations.All, Next]))
            await newer.PrepareAsync(default);

        await using var server = new OperationsHost(_folder.Path);
        var refused = await Assert.ThrowsAsync<OperationStoreVersionException>(server.StartAsync);
        Assert.Contains($"schema version {Next.Version}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ByManyAtOnce_MigratesOnce()
    {
        var databases = Enumerable.Range(0, 4).Select(_ => Open(SchemaMigrations.All)).ToList();

        await Task.WhenAll(databases.Select(database => Task.Run(() => database.PrepareAsync(default))));

        Assert.Equal(
            SchemaMigrations.All.Count,
            await databases[0].ReadAsync(db => db.ScalarAsync("SELECT COUNT(*) FROM schema_version"), default));
        foreach (var database in databases)
            await database.DisposeAsync();
    }

    [Fact]
    public async Task Open_Version1WithHiddenOperations_RemovesThemAndRunsTheOthers()
    {
        await using var server = await StartOnVersion1Async(
            Row("hidden", "deleted = 1"),
            Row("hidden-running", "deleted = 1, state = 'Running', attempt = 1, lease_owner = 'dead', lease_time = 1"),
            "INSERT INTO segments VALUES ('hidden-running', 0, '{}')",
            Row("queued", "deleted = 0"));

        Assert.Equal(OperationState.Succeeded, (await server.EndAsync("queued")).State);
        Assert.Equal(1, await server.CountAsync("SELECT COUNT(*) FROM operations"));
        Assert.Equal(0, await server.CountAsync("SELECT COUNT(*) FROM segments WHERE operation_id LIKE 'hidden%'"));
    }

    [Fact]
    public async Task Open_Version1_KeepsAllRowsAsThoseOfTheOnlyTenant()
    {
        var summary = StoredJson.Write(Examples.Summary(1));
        await using var server = await StartOnVersion1Async(
            Row("done", $"state = 'Succeeded', request_id = 'key', end_time = 5, expire_time = 3000000000000000000, summary = '{summary}'"),
            $"INSERT INTO segments VALUES ('done', 0, '{StoredJson.Write(Examples.Segment(0))}')",
            Row("running", $"state = 'Running', attempt = 1, lease_time = 1, resume = '{StoredJson.Write(Examples.Window(0).Checkpoint)}'"),
            $"INSERT INTO segments VALUES ('running', 0, '{StoredJson.Write(Examples.Segment(0))}')",
            Row("queued", "attempt = 2, failures = 1"),
            """
            INSERT INTO deliveries VALUES ('msg_dead', 'done', 'http://example.com/', 'example.com', '{}', 'Dead', 10, 10, 5,
                3000000000000000000, 'status 500')
            """);

        Assert.Equal("word 0", await server.TextAsync("done"));
        var done = (await server.Operations.FindByRequestIdAsync("key", default))!;
        Assert.Equal(("done", "", OperationState.Succeeded, "en"), (done.Id, done.Tenant, done.State, done.Summary?.LanguageCode));
        Assert.Equal("msg_dead", Assert.Single(await server.Deliveries.ListDeadAsync(ListPosition.Start, 10, default)).Id);
        Assert.Equal((OperationState.Succeeded, 2), await EndAsync(server, "running"));
        Assert.Equal(Examples.Text(3), await server.TextAsync("running"));
        Assert.Equal((OperationState.Succeeded, 3), await EndAsync(server, "queued"));
        Assert.Equal(3, await server.CountAsync("SELECT COUNT(*) FROM operations WHERE remote = 1"));
        Assert.Equal("ok", await server.IntegrityAsync());
        Assert.Equal(0, await server.CountAsync("SELECT COUNT(*) FROM pragma_foreign_key_check"));

        // The copied table is still the one that segments refer to.
        await server.Operations.DeleteAsync("done", default);
        Assert.Equal(0, await server.CountAsync("SELECT COUNT(*) FROM segments WHERE operation_id = 'done'"));
    }

    public void Dispose() => _folder.Dispose();

    private SqliteDatabase Open(IReadOnlyList<SchemaMigration> migrations) =>
        new(_folder.Path, migrations, new StoreHealth(NullLogger<StoreHealth>.Instance), TimeProvider.System);

    private async Task<OperationsHost> StartOnVersion1Async(params string[] statements)
    {
        await using (var older = Open([.. SchemaMigrations.All.Take(1)]))
        {
            await older.WriteAsync(
                async db =>
                {
                    foreach (var statement in statements)
                        await db.ExecuteAsync(statement);
                    return true;
                },
                default);
        }
        return await new OperationsHost(_folder.Path).StartAsync();
    }

    private static async Task<(OperationState State, int Attempt)> EndAsync(OperationsHost server, string id)
    {
        var ended = await server.EndAsync(id);
        return (ended.State, ended.Attempt);
    }

    // As version 1 inserts it, then changed.
    private static string Row(string id, string changes) => $"""
        INSERT INTO operations VALUES ('{id}', 'Queued', '{Request}', '{id}', NULL, NULL, NULL, 1, NULL, 1, NULL, NULL,
            0, 0, 0, NULL, NULL, NULL, 0, NULL, NULL, NULL, 0);
        UPDATE operations SET {changes} WHERE id = '{id}'
        """;

    private async Task<string> CreateOperationAsync()
    {
        await using var server = new OperationsHost(_folder.Path);
        return (await server.Operations.CreateAsync(Examples.Remote(), default)).Id;
    }
}
