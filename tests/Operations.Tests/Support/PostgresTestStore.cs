using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Transcribe.Operations.Postgres;

namespace Transcribe.Operations.Tests.Support;

/// <summary>A database of the test on the server that this process shares.</summary>
internal sealed class PostgresTestStore : TestStore
{
    private readonly PostgresServer _server;
    private readonly string _name;

    private PostgresTestStore(PostgresServer server, string name) => (_server, _name) = (server, name);

    public string ConnectionString => _server.ConnectionString(_name);

    public override IEnumerable<(string Key, string Value)> Settings => [("Operations:Postgres:ConnectionString", ConnectionString)];

    public static async Task<PostgresTestStore> CreateAsync()
    {
        var server = await SharedPostgres.ServerAsync();
        return new PostgresTestStore(server, await server.CreateDatabaseAsync());
    }

    public override void Add(IServiceCollection services, TimeProvider? time)
    {
        if (time is not null)
            services.AddSingleton(new PostgresClock(time));
        services.AddPostgresOperations();
    }

    public override async Task<IReadOnlyList<string>> AudioAsync() =>
        await RunAsync("SELECT COALESCE(string_agg(operation_id, ' '), '') FROM audio", async command =>
            ((string)(await command.ExecuteScalarAsync())!).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    public override Task RemoveAudioAsync(string id) => ExecuteAsync($"DELETE FROM audio WHERE operation_id = '{id}'");

    public override Task ExecuteAsync(string sql) => RunAsync(sql, command => command.ExecuteNonQueryAsync());

    public override Task<long> CountAsync(string sql) => RunAsync(sql, async command =>
        Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture));

    public override async ValueTask DisposeAsync() => await _server.DropDatabaseAsync(_name);

    private async Task<T> RunAsync<T>(string sql, Func<NpgsqlCommand, Task<T>> run)
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await run(command);
    }
}
