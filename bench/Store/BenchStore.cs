using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Transcribe.Operations.Postgres;
using Transcribe.Operations.Sql;
using Transcribe.Operations.Sqlite;
using Transcribe.Operations.Store;

namespace Transcribe.Bench.Store;

/// <summary>A store as one replica opens it.</summary>
internal sealed class BenchStore : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private BenchStore(string setting, string value, Func<IServiceCollection, IServiceCollection> add)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new($"Transcribe:Operations:{setting}", value)])
            .Build();
        _services = add(new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new StoreHealth(NullLogger<StoreHealth>.Instance)))
            .BuildServiceProvider();
    }

    public IOperationStore Operations => _services.GetRequiredService<IOperationStore>();

    public ISqlDatabase Sql => _services.GetRequiredService<ISqlDatabase>();

    public static BenchStore Sqlite(string folder) => new("Folder", folder, services => services.AddSqliteOperations());

    public static BenchStore Postgres(string connection) =>
        new("Postgres:ConnectionString", connection, services => services.AddPostgresOperations());

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
