using Microsoft.Extensions.Logging.Abstractions;
using Transcribe.Operations.Sqlite;
using Transcribe.Operations.Store;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Sqlite;

public sealed class SchemaMigratorTests : IDisposable
{
    private static readonly SchemaMigration Next = new(
        SchemaMigrations.All[^1].Version + 1,
        ["ALTER TABLE operations ADD COLUMN note TEXT DEFAULT 'new'"]);

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Open_OlderSchema_UpgradesItAndKeepsTheRows()
    {
        var id = await CreateOperationAsync();

        await using var newer = Open([.. SchemaMigrations.All, Next]);

        Assert.Equal(
            "new",
            await newer.ReadAsync(
                db => db.Query("SELECT note FROM operations WHERE id = @id", row => row.GetString(0), ("@id", id)).Single(),
                default));
        Assert.Equal(Next.Version, await newer.ReadAsync(db => db.Scalar(Sql.ReadVersion), default));
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
        Assert.Equal(Next.Version, await newer.ReadAsync(db => db.Scalar(Sql.ReadVersion), default));
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

        Assert.Equal(1, await databases[0].ReadAsync(db => db.Scalar("SELECT COUNT(*) FROM schema_version"), default));
        foreach (var database in databases)
            await database.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    private SqliteDatabase Open(IReadOnlyList<SchemaMigration> migrations) =>
        new(_folder.Path, migrations, new StoreHealth(NullLogger<StoreHealth>.Instance), TimeProvider.System);

    private async Task<string> CreateOperationAsync()
    {
        await using var server = new OperationsHost(_folder.Path);
        return (await server.Operations.CreateAsync(Examples.Remote(), default)).Id;
    }
}
