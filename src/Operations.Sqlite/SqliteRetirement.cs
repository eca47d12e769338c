using Transcribe.Operations.Sql;

namespace Transcribe.Operations.Sqlite;

/// <summary>
/// Ends the use of a database whose operations were moved: servers that run on it can write no more, and none opens it again.
/// </summary>
internal static class SqliteRetirement
{
    public static IReadOnlyList<string> Statements { get; } =
    [
        $"INSERT INTO schema_version (version) VALUES ({SchemaMigration.Moved})",
        .. from table in (string[])["operations", "segments", "deliveries", "receivers", "schema_version"]
           from change in (string[])["INSERT", "UPDATE", "DELETE"]
           select $"CREATE TRIGGER moved_{table}_{change} BEFORE {change} ON {table} BEGIN SELECT RAISE(ABORT, 'moved'); END",
    ];
}
