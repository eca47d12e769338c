using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Transcribe.Server.Tests.Operations.Crash;

/// <summary>The database of the servers, from outside.</summary>
internal static class StoreFile
{
    /// <summary>Returns the result of SQLite's integrity check: "ok", or the faults.</summary>
    public static string IntegrityOf(string folder)
    {
        using var connection = Open(folder);
        using var check = connection.CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        return (string)check.ExecuteScalar()!;
    }

    /// <summary>Returns whether the database can be locked for writing within a second.</summary>
    public static bool TryLock(string folder)
    {
        using var connection = Open(folder, lockSeconds: 1);
        try
        {
            using var transaction = connection.BeginTransaction();
            return true;
        }
        catch (SqliteException locked) when (locked.SqliteErrorCode == raw.SQLITE_BUSY)
        {
            return false;
        }
    }

    /// <summary>Runs a statement.</summary>
    public static void Execute(string folder, string statement)
    {
        using var connection = Open(folder);
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(string folder, int lockSeconds = 60)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, "data", "operations.db"),
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = lockSeconds,
        }.ConnectionString);
        connection.Open();
        return connection;
    }
}
