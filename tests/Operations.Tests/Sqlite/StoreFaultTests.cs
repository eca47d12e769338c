using Microsoft.Extensions.Time.Testing;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Sqlite;

public sealed class StoreFaultTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Create_DiskFull_FailsClearlyAndLosesNothing()
    {
        var clock = new FakeTimeProvider();
        await using var server = new OperationsHost(_folder.Path, time: clock);
        var created = new List<Operation> { await server.Operations.CreateAsync(Examples.Remote(), default) };
        Assert.True(server.Operations.IsWritable);
        // Above this number of pages, SQLite fails with SQLITE_FULL as on a full disk.
        server.Execute("PRAGMA max_page_count = 1");

        var full = await Assert.ThrowsAsync<OperationStoreException>(async () =>
        {
            for (var i = 0; i < 1000; i++)
                created.Add(await server.Operations.CreateAsync(Examples.Remote("https://example.com/" + new string('a', 1000)), default));
        });

        Assert.Equal("Operations cannot be stored at the moment", full.Message);
        Assert.False(server.Operations.IsWritable);
        await using var other = new OperationsHost(_folder.Path);
        foreach (var operation in created)
            Assert.Equal(operation.Id, (await other.Operations.GetAsync(operation.Id, default)).Id);

        server.Execute("PRAGMA max_page_count = 1000000");
        await server.StartAsync();
        await Until.TrueAsync(() => server.Operations.IsWritable, clock, TimeSpan.FromSeconds(1));
        await server.Operations.CreateAsync(Examples.Remote(), default);
    }

    [Fact]
    public async Task Create_ReadOnlyDatabase_FailsClearlyAndKeepsNoAudio()
    {
        await using var server = new OperationsHost(_folder.Path);
        await server.Store.InitializeAsync(default);
        server.Execute("PRAGMA query_only = 1");

        await Assert.ThrowsAsync<OperationStoreException>(() => server.Operations.CreateAsync(Examples.Inline([1, 2, 3]), default));

        Assert.False(server.Operations.IsWritable);
        Assert.Empty(_folder.Spooled);
    }

    [Fact]
    public async Task Start_FolderCannotBeMade_StartsUnreadyAndRecovers()
    {
        var clock = new FakeTimeProvider();
        var inTheWay = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(inTheWay, "");
        await using var server = await new OperationsHost(Path.Combine(inTheWay, "data"), time: clock).StartAsync();

        Assert.False(server.Operations.IsWritable);
        await Assert.ThrowsAsync<OperationStoreException>(() => server.Operations.CreateAsync(Examples.Inline([1]), default));
        await Assert.ThrowsAsync<OperationStoreException>(() => server.Operations.ListAsync(new OperationQuery(), default));

        File.Delete(inTheWay);
        await Until.TrueAsync(() => server.Operations.IsWritable, clock, TimeSpan.FromSeconds(1));
        await server.Operations.CreateAsync(Examples.Inline([1]), default);
    }

    [Fact]
    public async Task Create_SpoolCannotBeWritten_FailsClearlyAndStoresNothing()
    {
        await using var server = new OperationsHost(_folder.Path);
        await server.Store.InitializeAsync(default);
        await File.WriteAllTextAsync(_folder.Spool, "in the way");

        await Assert.ThrowsAsync<OperationStoreException>(() => server.Operations.CreateAsync(Examples.Inline([1]), default));

        Assert.Empty((await server.Operations.ListAsync(new OperationQuery(), default)).Operations);
    }

    [Fact]
    public async Task Run_CommitsFail_IsNotCountedAndEndsWhenTheStoreWorksAgain()
    {
        var clock = new FakeTimeProvider();
        var transcriber = new ScriptedTranscriber(3);
        await using var server = new OperationsHost(
            _folder.Path,
            transcriber,
            clock,
            ("Operations:MaxAttempts", "1"),
            ("Operations:MaxRunning", "1"),
            ("Operations:LeaseDuration", $"{OperationsOptions.LongestLease}"));
        transcriber.BeforeWindow = (run, window, _) =>
        {
            if ((run, window) == (1, 1))
                server.Execute("CREATE TRIGGER full BEFORE INSERT ON segments BEGIN SELECT RAISE(ABORT, 'full'); END");
            return Task.CompletedTask;
        };
        var operation = await server.Operations.CreateAsync(Examples.Remote(), default);
        await server.StartAsync();

        await Until.TrueAsync(
            async () => (await server.Operations.GetAsync(operation.Id, default)) is { State: OperationState.Queued, Attempt: > 0 },
            clock,
            TimeSpan.Zero);
        server.Execute("DROP TRIGGER full");
        await Until.TrueAsync(async () => (await server.Operations.GetAsync(operation.Id, default)).Done, clock, TimeSpan.FromSeconds(1));

        Assert.Equal(OperationState.Succeeded, (await server.Operations.GetAsync(operation.Id, default)).State);
        Assert.Equal(Examples.Text(3), await server.TextAsync(operation.Id));
    }

    public void Dispose() => _folder.Dispose();
}
