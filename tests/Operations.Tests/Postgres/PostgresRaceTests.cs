using Npgsql;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Postgres;

/// <summary>Transactions of several processes that meet at one row.</summary>
public sealed class PostgresRaceTests : IAsyncLifetime
{
    private PostgresTestStore? _store;
    private OperationsHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await PostgresTestStore.CreateAsync();
        _host = new OperationsHost(_store);
    }

    [Fact]
    public async Task Delete_WhileARunEndsTheOperation_AddsNoSecondWebhook()
    {
        var operation = await _host.Operations.CreateAsync(Examples.Remote(), default);
        await using var other = new NpgsqlConnection(_store!.ConnectionString);
        await other.OpenAsync();
        await using var finish = await other.BeginTransactionAsync();
        await ExecuteAsync(other, "UPDATE operations SET state = 'Succeeded', end_time = 1");

        var deleted = _host.Store.DeleteAsync(operation.Tenant, operation.Id, Delivery(), default);
        await WaitForALockAsync();
        await finish.CommitAsync();

        Assert.True(await deleted);
        Assert.Equal(0, await _store.CountAsync("SELECT COUNT(*) FROM operations"));
        Assert.Equal(0, await _store.CountAsync("SELECT COUNT(*) FROM deliveries"));
    }

    [Fact]
    public async Task Cancel_WhileAnExpiredOperationIsRemoved_DoesNotWait()
    {
        var expired = await _host.Operations.CreateAsync(Examples.Remote(), default);
        await _host.Operations.CancelAsync(expired.Id, default);
        await _store!.ExecuteAsync("UPDATE operations SET expire_time = 1");
        var operation = await _host.Operations.CreateAsync(Examples.Remote(), default);
        await using var other = new NpgsqlConnection(_store.ConnectionString);
        await other.OpenAsync();
        await using var hold = await other.BeginTransactionAsync();
        await ExecuteAsync(other, $"SELECT 1 FROM operations WHERE id = '{expired.Id}' FOR UPDATE");

        var removed = _host.Store.DeleteExpiredAsync(Examples.Retention, default);
        await WaitForALockAsync();
        Assert.True(await _host.Store.CancelAsync(operation.Tenant, operation.Id, Delivery(), Examples.Retention, default));
        await hold.CommitAsync();

        Assert.Equal(1, await removed);
    }

    private Task WaitForALockAsync() => Until.TrueAsync(
        async () => await _store!.CountAsync(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") > 0);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static Delivery Delivery() =>
        new() { Id = "cancelled", Tenant = "", OperationId = "operation", Uri = new Uri("http://example.com/"), Body = "{}" };

    public async ValueTask DisposeAsync()
    {
        if (_store is null)
            return;
        await _host.DisposeAsync();
        await _store.DisposeAsync();
    }
}
