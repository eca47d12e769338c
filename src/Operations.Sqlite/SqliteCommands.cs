using Microsoft.Data.Sqlite;

namespace Transcribe.Operations.Sqlite;

/// <summary>Runs the statements that open and migrate a database.</summary>
internal static class SqliteCommands
{
    /// <summary>Runs a statement and returns the number of changed rows.</summary>
    public static int Execute(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command.ExecuteNonQuery();
    }

    /// <summary>Runs a query that returns one number.</summary>
    public static long Scalar(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
