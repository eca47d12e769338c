using Transcribe.Operations.Postgres;
using Transcribe.Operations.Sqlite;

namespace Transcribe.Server.Services;

/// <summary>Chooses the store of operations.</summary>
internal static class OperationStoreExtensions
{
    /// <summary>Adds the PostgreSQL store if its connection string is set, and the SQLite store otherwise.</summary>
    public static IServiceCollection AddOperationStore(this IServiceCollection services, IConfiguration configuration) =>
        configuration.UsesPostgres() ? services.AddPostgresOperations() : services.AddSqliteOperations();

    /// <summary>Whether operations are in PostgreSQL.</summary>
    public static bool UsesPostgres(this IConfiguration configuration) =>
        !string.IsNullOrEmpty(configuration[$"{PostgresStoreOptions.Section}:{nameof(PostgresStoreOptions.ConnectionString)}"]);
}
