using System.Data.Common;

namespace Transcribe.Operations.Sql;

/// <summary>
/// Runs statements with parameters on one connection; within a write, in its transaction. Times and durations are stored as ticks, enum
/// members as their names.
/// </summary>
internal abstract class SqlSession
{
    /// <summary>Whether a statement has changed a row.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>
    /// Waits for a lock with a name, which this transaction holds to its end. Many hold a shared lock, or one holds it alone.
    /// </summary>
    public abstract Task LockAsync(string name, bool shared);

    /// <summary>Runs a statement and returns the number of changed rows.</summary>
    public async Task<int> ExecuteAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        var changed = await command.ExecuteNonQueryAsync();
        HasChanged |= changed > 0;
        return changed;
    }

    /// <summary>Runs a query that returns one number.</summary>
    public async Task<long> ScalarAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Runs a query and maps its rows.</summary>
    public async Task<List<T>> QueryAsync<T>(
        string sql, Func<DbDataReader, T> map, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(map(reader));
        await reader.CloseAsync();
        HasChanged |= reader.RecordsAffected > 0;
        return rows;
    }

    /// <summary>Runs a query until a row maps to a value; null if none does. The rows after it are not read.</summary>
    public async Task<T?> FindAsync<T>(
        string sql, Func<DbDataReader, T?> map, params (string Name, object? Value)[] parameters) where T : class
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            if (map(reader) is { } found)
                return found;
        }
        return null;
    }

    /// <summary>A command for a statement of this project, in which <c>@now</c> has the time of the database's clock.</summary>
    protected abstract DbCommand Command(string sql);

    /// <summary>A text that the database can store.</summary>
    protected virtual string Stored(string text) => text;

    private DbCommand Command(string sql, (string Name, object? Value)[] parameters)
    {
        var command = Command(sql);
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, Stored(value));
            command.Parameters.Add(parameter);
        }
        return command;
    }

    private object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        string text => Stored(text),
        DateTimeOffset time => time.UtcTicks,
        TimeSpan length => length.Ticks,
        bool flag => flag ? 1 : 0,
        Enum name => name.ToString(),
        Uri uri => Stored(uri.OriginalString),
        _ => value,
    };
}
