using Npgsql;
using Transcribe.Operations.Sql;

namespace Transcribe.Operations.Postgres;

/// <summary>
/// Brings a database to the newest schema. One process at a time does it, in one transaction, so a step that fails leaves the previous
/// version.
/// </summary>
internal static class PostgresMigrator
{
    /// <exception cref="OperationStoreVersionException">The schema is newer than the newest step.</exception>
    public static async Task MigrateAsync(
        NpgsqlConnection connection, IReadOnlyList<SchemaMigration> migrations, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // The wait for another process, and a step on a large table, may take any time.
        await ExecuteAsync($"SELECT pg_advisory_xact_lock({PostgresLocks.Migration})");
        await ExecuteAsync(OperationSql.CreateVersionTable);
        var version = await VersionAsync();
        SchemaMigration.Check(version, migrations);
        foreach (var migration in migrations.Where(migration => migration.Version > version))
        {
            foreach (var statement in migration.Statements)
                await ExecuteAsync(statement);
            await ExecuteAsync(OperationSql.WriteVersion, new NpgsqlParameter("@version", migration.Version));
        }
        await transaction.CommitAsync(cancel);

        async Task ExecuteAsync(string sql, params NpgsqlParameter[] parameters)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            command.Parameters.AddRange(parameters);
            await command.ExecuteNonQueryAsync(cancel);
        }

        async Task<long> VersionAsync()
        {
            await using var command = new NpgsqlCommand(OperationSql.ReadVersion, connection);
            return Convert.ToInt64(await command.ExecuteScalarAsync(cancel), System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
