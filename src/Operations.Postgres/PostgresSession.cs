using System.Collections.Concurrent;
using System.Data.Common;
using Npgsql;
using Transcribe.Operations.Sql;

namespace Transcribe.Operations.Postgres;

/// <summary>A connection to the server.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, PostgresClock clock) : SqlSession
{
    private const string Now = "@now";

    // Translated once, so that equal statements are equal objects for the connection's prepared statements.
    private static readonly ConcurrentDictionary<(string Sql, bool DatabaseTime), string> Translations = [];

    /// <summary>The lock belongs to the transaction. Names with equal hashes share one, which costs a wait.</summary>
    public override Task LockAsync(string name, bool shared) => ExecuteAsync(
        $"SELECT pg_advisory_xact_lock{(shared ? "_shared" : "")}(hashtextextended(@name, {PostgresLocks.Names}))", ("@name", name));

    protected override DbCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = Translations.GetOrAdd((sql, clock.Now is null), Translate);
        if (clock.Now is { } now)
            command.Parameters.AddWithValue(Now, now.UtcTicks);
        return command;
    }

    // PostgreSQL stores neither the character 0 nor half a surrogate pair.
    protected override string Stored(string text) => text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') || text.Contains('\0')
        ? string.Concat(text.EnumerateRunes().Select(rune => rune.Value == 0 ? "\uFFFD" : rune.ToString()))
        : text;

    private static string Translate((string Sql, bool DatabaseTime) statement)
    {
        var sql = statement.Sql.Replace(OperationSql.LockRows, "FOR UPDATE SKIP LOCKED", StringComparison.Ordinal);
        return statement.DatabaseTime ? sql.Replace(Now, "now_ticks()", StringComparison.Ordinal) : sql;
    }
}
