using System.Data.Common;
using Microsoft.Data.Sqlite;
using Transcribe.Operations.Sql;

namespace Transcribe.Operations.Sqlite;

/// <summary>A connection to the file. Its calls complete before they return, because SQLite runs within the process.</summary>
/// <param name="connection">The connection.</param>
/// <param name="now">The clock of the host, which all processes that share the file have.</param>
internal sealed class SqliteSession(SqliteConnection connection, DateTimeOffset now) : SqlSession
{
    /// <summary>There is one write at a time, so it holds every lock.</summary>
    public override Task LockAsync(string name, bool shared) => Task.CompletedTask;

    protected override DbCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql.Replace(OperationSql.ByState, "INDEXED BY operations_by_state", StringComparison.Ordinal);
        command.Parameters.AddWithValue("@now", now.UtcTicks);
        return command;
    }
}
