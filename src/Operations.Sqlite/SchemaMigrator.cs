using Microsoft.Data.Sqlite;

namespace Transcribe.Operations.Sqlite;

/// <summary>Brings a database to the newest schema, a transaction a step: a step that fails or is cut short leaves the version before it.</summary>
internal sealed class SchemaMigrator(IReadOnlyList<SchemaMigration> migrations)
{
    /// <exception cref="OperationStoreVersionException">The schema is newer than the newest step.</exception>
    public void Migrate(SqliteConnection connection)
    {
        var newest = migrations[^1].Version;
        connection.Execute(Sql.CreateVersionTable);
        var version = ReadVersion(connection);
        if (version > newest)
            throw new OperationStoreVersionException($"The store of operations has schema version {version}; this program knows {newest} at most. Start a newer one, or move the store away");
        foreach (var migration in migrations.Where(migration => migration.Version > version))
            Apply(connection, migration);
    }

    // The version is read again under the write lock: another process may have done the step.
    private static void Apply(SqliteConnection connection, SchemaMigration migration)
    {
        using var transaction = connection.BeginTransaction();
        if (ReadVersion(connection) >= migration.Version)
            return;
        foreach (var statement in migration.Statements)
            connection.Execute(statement);
        connection.Execute(Sql.WriteVersion, ("@version", migration.Version));
        transaction.Commit();
    }

    private static long ReadVersion(SqliteConnection connection) => connection.Scalar(Sql.ReadVersion);
}
