using Microsoft.Data.Sqlite;
using Transcribe.Operations.Sql;

namespace Transcribe.Operations.Sqlite;

/// <summary>
/// Brings a database to the newest schema. Each step is one transaction, so a step that fails or is interrupted leaves the previous
/// version.
/// </summary>
internal sealed class SchemaMigrator(IReadOnlyList<SchemaMigration> migrations)
{
    /// <exception cref="OperationStoreVersionException">The schema is newer than the newest step.</exception>
    public void Migrate(SqliteConnection connection)
    {
        connection.Execute(OperationSql.CreateVersionTable);
        var version = ReadVersion(connection);
        SchemaMigration.Check(version, migrations);
        foreach (var migration in migrations.Where(migration => migration.Version > version))
            Apply(connection, migration);
    }

    // Reads the version again under the write lock, because another process may have done the step meanwhile.
    private static void Apply(SqliteConnection connection, SchemaMigration migration)
    {
        using var transaction = connection.BeginTransaction();
        if (ReadVersion(connection) >= migration.Version)
            return;
        foreach (var statement in migration.Statements)
            connection.Execute(statement);
        connection.Execute(OperationSql.WriteVersion, ("@version", migration.Version));
        transaction.Commit();
    }

    private static long ReadVersion(SqliteConnection connection) => connection.Scalar(OperationSql.ReadVersion);
}
