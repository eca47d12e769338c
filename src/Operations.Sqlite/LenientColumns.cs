using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Transcribe.Operations.Sqlite;

/// <summary>Reads text columns that another version of the program may have written, and notes whether it could.</summary>
internal sealed class LenientColumns(SqliteDataReader row)
{
    /// <summary>Whether every column so far could be read.</summary>
    public bool AllRead { get; private set; } = true;

    /// <summary>The value of a column; the default value if it is null or cannot be read.</summary>
    public T? Read<T>(int column, Func<string, T> parse)
    {
        try
        {
            return row.IsDBNull(column) ? default : parse(row.GetString(column)) ?? throw new JsonException("The value is null");
        }
        catch (Exception fault) when (fault
            is JsonException or ArgumentException or FormatException or InvalidOperationException or NotSupportedException)
        {
            AllRead = false;
            return default;
        }
    }
}
