using Transcribe.Operations.Postgres;
using Transcribe.Operations.S3;
using Transcribe.Operations.Sqlite;

namespace Transcribe.Server.Services;

/// <summary>Chooses the store of operations.</summary>
internal static class OperationStoreExtensions
{
    /// <summary>Adds the PostgreSQL store if its connection string is set, and the SQLite store otherwise.</summary>
    public static IServiceCollection AddOperationStore(this IServiceCollection services, IConfiguration configuration) =>
        (configuration.UsesPostgres() ? services.AddPostgresOperations() : services.AddSqliteOperations()).AddAudioStore(configuration);

    /// <summary>Keeps inline audio in a bucket if one is set, and beside the operations otherwise.</summary>
    public static IServiceCollection AddAudioStore(this IServiceCollection services, IConfiguration configuration) =>
        Has(configuration, S3AudioOptions.Section, nameof(S3AudioOptions.Bucket)) ? services.AddS3Audio() : services;

    /// <summary>Whether operations are in PostgreSQL.</summary>
    public static bool UsesPostgres(this IConfiguration configuration) =>
        Has(configuration, PostgresStoreOptions.Section, nameof(PostgresStoreOptions.ConnectionString));

    private static bool Has(IConfiguration configuration, string section, string setting) =>
        !string.IsNullOrEmpty(configuration[$"{section}:{setting}"]);
}
