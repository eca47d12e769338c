using System.Data.Common;

namespace Transcribe.Operations.Sql.Moving;

/// <summary>A table whose rows move to another database.</summary>
/// <param name="Name">Its name in both.</param>
/// <param name="Key">The columns of its primary key.</param>
/// <param name="Texts">The columns with texts.</param>
/// <param name="Numbers">The columns with numbers.</param>
internal sealed record MovedTable(string Name, string Key, IReadOnlyList<string> Texts, IReadOnlyList<string> Numbers)
{
    public static readonly MovedTable Operations = new(
        "operations",
        "id",
        [
            "id", "tenant", "account", "state", "request", "fingerprint", "request_id", "webhook_uri", "webhook_kind", "lease_owner",
            "resume", "failure", "summary",
        ],
        [
            "create_time", "start_time", "update_time", "end_time", "expire_time", "attempt", "failures", "lapses", "not_before", "remote",
            "begun", "alone", "lease_time", "audio", "processed", "bytes",
        ]);

    public static readonly MovedTable Segments = new("segments", "operation_id, idx", ["operation_id", "segment"], ["idx"]);

    public static readonly MovedTable Deliveries = new(
        "deliveries",
        "id",
        ["id", "tenant", "operation_id", "uri", "receiver", "body", "state", "error"],
        ["attempt", "failures", "create_time", "next_time", "set_time"]);

    public static readonly MovedTable Receivers = new("receivers", "tenant, receiver", ["tenant", "receiver"], ["slow", "served"]);

    private string Columns => string.Join(", ", Texts.Concat(Numbers));

    /// <summary>The rows that meet a condition.</summary>
    public Task<List<object?[]>> ReadAsync(SqlSession db, string condition, params (string Name, object? Value)[] parameters) =>
        db.QueryAsync($"SELECT {Columns} FROM {Name} WHERE {condition}", Read, parameters);

    /// <summary>Writes rows in the place of those with the same key.</summary>
    public async Task WriteAsync(SqlSession db, IEnumerable<object?[]> rows)
    {
        var names = Texts.Concat(Numbers).ToArray();
        var values = string.Join(", ", names.Select(name => $"@{name}"));
        var updates = string.Join(", ", names.Select(name => $"{name} = excluded.{name}"));
        var sql = $"INSERT INTO {Name} ({Columns}) VALUES ({values}) ON CONFLICT ({Key}) DO UPDATE SET {updates}";
        foreach (var row in rows)
            await db.ExecuteAsync(sql, [.. names.Zip(row, (name, value) => ($"@{name}", value))]);
    }

    // A value of another type, which SQLite may hold, is no number or no text in the other database.
    private object?[] Read(DbDataReader row)
    {
        var values = new object?[row.FieldCount];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = row.GetValue(i) switch
            {
                DBNull => null,
                string text when i < Texts.Count => text,
                long number when i >= Texts.Count => number,
                _ when i < Texts.Count => "",
                _ => 0L,
            };
        }
        return values;
    }
}
