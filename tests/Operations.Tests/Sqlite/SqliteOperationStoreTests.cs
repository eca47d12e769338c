using Transcribe.Operations.Tests.Store;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Sqlite;

public sealed class SqliteOperationStoreTests() : OperationStoreTests(StoreKind.Sqlite)
{
    [Fact]
    public async Task Settings_AreDurableOnes()
    {
        await using var server = Open();
        await server.Store.InitializeAsync(default);

        Assert.Equal("wal", await server.Database.ReadAsync(db => db.FindAsync("PRAGMA journal_mode", row => row.GetString(0)), default));
        Assert.Equal(2, await server.CountAsync("PRAGMA synchronous"));
        Assert.Equal(1, await server.CountAsync("PRAGMA foreign_keys"));
    }
}
