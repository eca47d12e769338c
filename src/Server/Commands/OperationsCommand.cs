using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Transcribe.Operations;
using Transcribe.Operations.Postgres;
using Transcribe.Operations.Sql;
using Transcribe.Operations.Sql.Moving;
using Transcribe.Operations.Sqlite;
using Transcribe.Operations.Store;
using Transcribe.Server.Services;

namespace Transcribe.Server.Commands;

/// <summary>
/// Moves the operations of the configured folder into a PostgreSQL database: <c>operations migrate --to CONNECTION</c>. A server may run on
/// the folder meanwhile. At the end its store becomes unavailable, and it is restarted with the connection string.
/// </summary>
internal static class OperationsCommand
{
    public const string Name = "operations";

    private const string Usage = "Usage: Transcribe.Server operations migrate --to CONNECTION [settings]";

    /// <param name="args">The verb, the connection string and the settings, which have the same syntax as those of the server.</param>
    /// <param name="output">Receives the result.</param>
    /// <exception cref="InvalidOperationException">The verb is unknown, or the connection string is missing.</exception>
    /// <exception cref="OptionsValidationException">The connection string cannot be parsed.</exception>
    /// <exception cref="IOException">The folder does not exist, or inline audio is missing or cannot be read.</exception>
    /// <exception cref="OperationStoreException">One of the stores cannot be reached.</exception>
    /// <exception cref="OperationStoreVersionException">The operations were moved before.</exception>
    public static Task RunAsync(string[] args, TextWriter output) => args switch
    {
        ["migrate", "--to", [not '-', ..] connection, .. var settings] => MigrateAsync(connection, settings, output),
        _ => throw new InvalidOperationException(Usage),
    };

    private static async Task MigrateAsync(string connection, string[] settings, TextWriter output)
    {
        var configuration = TranscribeServer.CreateBuilder(settings).Configuration;
        configuration[$"{PostgresStoreOptions.Section}:{nameof(PostgresStoreOptions.ConnectionString)}"] = connection;
        // Its inline audio is in the folder, or already in the bucket, which is then the same for both.
        await using var old = Store(configuration, services => services.AddSqliteOperations());
        await using var @new = Store(configuration, services => services.AddPostgresOperations().AddAudioStore(configuration));
        var folder = old.GetRequiredService<IOptions<SqliteStoreOptions>>().Value;
        folder.RequireFolder();
        var move = new StoreMove(
            old.GetRequiredService<ISqlDatabase>(),
            old.GetRequiredService<IAudioStore>(),
            @new.GetRequiredService<ISqlDatabase>(),
            @new.GetRequiredService<IAudioStore>(),
            $"{Environment.MachineName}:{Path.GetFullPath(folder.Folder)}",
            SqliteRetirement.Statements);
        await move.RunAsync(CancellationToken.None);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Moved {move.Operations} operations and {move.Deliveries} webhooks. Restart the server with the connection string"));
    }

    private static ServiceProvider Store(IConfiguration configuration, Func<IServiceCollection, IServiceCollection> add) =>
        add(new ServiceCollection()
            .AddSingleton(configuration)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new StoreHealth(NullLogger<StoreHealth>.Instance)))
            .BuildServiceProvider();
}
