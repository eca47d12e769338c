using Microsoft.Extensions.Time.Testing;
using Transcribe.Operations.Postgres;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Postgres;

public sealed class PostgresDatabaseTests : IAsyncLifetime
{
    private PostgresTestStore? _store;

    public async ValueTask InitializeAsync() => _store = await PostgresTestStore.CreateAsync();

    [Fact]
    public async Task Open_ByManyAtOnce_MigratesOnce()
    {
        var hosts = Enumerable.Range(0, 8).Select(_ => new OperationsHost(_store!)).ToList();

        await Task.WhenAll(hosts.Select(host => Task.Run(() => host.Store.InitializeAsync(default))));

        Assert.Equal(PostgresSchema.Migrations.Count, await _store!.CountAsync("SELECT COUNT(*) FROM schema_version"));
        foreach (var host in hosts)
            await host.DisposeAsync();
    }

    [Fact]
    public async Task Start_NewerSchema_IsRefusedInWords()
    {
        await using var host = new OperationsHost(_store!);
        await host.Store.InitializeAsync(default);
        await _store!.ExecuteAsync("INSERT INTO schema_version VALUES (99)");

        await using var older = new OperationsHost(_store);
        var refused = await Assert.ThrowsAsync<OperationStoreVersionException>(older.StartAsync);

        Assert.Contains("schema version 99", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claim_LeaseOverByTheDatabasesClock_IsTakenOver()
    {
        await using var host = new OperationsHost(_store!);
        var created = await host.Operations.CreateAsync(Examples.Remote(), default);
        await host.Store.ClaimAsync("dead", TimeSpan.FromHours(1), default);

        Assert.Null(await host.Store.ClaimAsync("next", Examples.Lease, default));
        await _store!.ExecuteAsync("UPDATE operations SET lease_time = now_ticks()");
        var taken = await host.Store.ClaimAsync("next", Examples.Lease, default);

        Assert.Equal((created.Id, 2), (taken!.Id, taken.Attempt));
        Assert.Equal(
            1,
            await _store.CountAsync(
                "SELECT COUNT(*) FROM operations WHERE create_time BETWEEN now_ticks() - 600000000 AND now_ticks()"));
    }

    [Fact]
    public async Task Create_TextThatPostgresCannotStore_IsStoredWithReplacements()
    {
        await using var host = new OperationsHost(_store!);
        const string Key = "a\0b\ud800";

        var created = await host.Operations.CreateAsync(Examples.Remote(requestId: Key), default);
        var again = await host.Operations.CreateAsync(Examples.Remote(requestId: Key), default);

        Assert.Equal(created.Id, again.Id);
        Assert.Equal("a\ufffdb\ufffd", (await host.Operations.GetAsync(created.Id, default)).RequestId);
        Assert.True(host.Operations.IsWritable);
    }

    [Fact]
    public async Task Create_ManyAtOnceNearALargeLimit_AddsExactlyAsManyAsAllowed()
    {
        var limit = ("Operations:MaxUnfinishedPerTenant", "1500");
        await using var one = new OperationsHost(_store!, settings: limit);
        await using var other = new OperationsHost(_store!, settings: limit);
        await one.Store.InitializeAsync(default);
        // The additions cross the number from which they wait for each other, and then the limit.
        await _store!.ExecuteAsync("""
            INSERT INTO operations (
                id, tenant, state, request, fingerprint, create_time, update_time, attempt, failures, not_before, remote, processed)
            SELECT md5(n::text), '', 'Queued', '{}', '', 0, 0, 0, 0, 0, 0, 0 FROM generate_series(1, 480) AS n
            """);

        var added = 0;
        await Parallel.ForAsync(0, 1100, new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (i, cancel) =>
        {
            if (await (i % 2 == 0 ? one : other).Store.AddAsync(Operation(i), 0, 1500, cancel) is not null)
                Interlocked.Increment(ref added);
        });

        Assert.Equal(1020, added);
        Assert.Equal(1500, await _store.CountAsync("SELECT COUNT(*) FROM operations"));
    }

    [Fact]
    public async Task Write_ConnectionsBroken_RunsAgain()
    {
        await using var host = new OperationsHost(_store!);
        await host.Operations.CreateAsync(Examples.Remote(), default);
        await _store!.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        await host.Operations.CreateAsync(Examples.Remote(), default);

        Assert.Equal(2, (await host.Operations.ListAsync(new OperationQuery(), default)).Operations.Count);
    }

    [Fact]
    public async Task Write_DeadlockOrConflict_RunsAgain()
    {
        await using var host = new OperationsHost(_store!);
        await host.Store.InitializeAsync(default);
        await _store!.ExecuteAsync("CREATE TABLE tries (n INT)");
        var tries = 0;

        await host.Sql.WriteAsync(
            async db =>
            {
                await db.ExecuteAsync("INSERT INTO tries VALUES (1)");
                if (++tries < 3)
                    await db.ExecuteAsync("DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END $$");
                return 0;
            },
            default);

        Assert.Equal((3, 1L), (tries, await _store.CountAsync("SELECT COUNT(*) FROM tries")));
    }

    [Fact]
    public async Task Start_ServerUnreachable_StartsUnreadyAndRecovers()
    {
        await using var server = await PostgresServer.StartAsync();
        var name = await server.CreateDatabaseAsync();
        await server.StopAsync();
        var clock = new FakeTimeProvider();
        var settings = ("Operations:Postgres:ConnectionString", server.ConnectionString(name));
        await using var host = await new OperationsHost(services => services.AddPostgresOperations(), null, clock, settings).StartAsync();

        Assert.False(host.Operations.IsWritable);
        await Assert.ThrowsAsync<OperationStoreException>(() => host.Operations.CreateAsync(Examples.Inline([1]), default));
        await Assert.ThrowsAsync<OperationStoreException>(() => host.Operations.ListAsync(new OperationQuery(), default));

        await server.RunAsync();
        await Until.TrueAsync(() => host.Operations.IsWritable, clock, TimeSpan.FromSeconds(1));
        await host.Operations.CreateAsync(Examples.Inline([1]), default);
    }

    [Theory]
    [InlineData("Host=a;Command Timeout=9", "Command Timeout=9")]
    [InlineData("Host=a;CommandTimeout=9;MaxAutoPrepare=3", "Command Timeout=9")]
    [InlineData("Host=a", "Command Timeout=5")]
    public void CreatePool_ValueOfTheString_TakesPrecedence(string text, string expected)
    {
        using var pool = PostgresConnections.CreatePool(text);

        Assert.Contains(expected, pool.ConnectionString, StringComparison.Ordinal);
    }

    private static Operation Operation(int i) => new()
    {
        Id = $"added {i}",
        Tenant = "",
        Request = new OperationRequest { Uri = new Uri("https://example.com/"), Settings = new() },
        Fingerprint = "",
    };

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
    }
}
