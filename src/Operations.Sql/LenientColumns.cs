using System.Data.Common;
using System.Text.Json;

namespace Transcribe.Operations.Sql;

/// <summary>
/// Reads columns that another version of the program, or a fault, may have written, and notes whether it could. No value throws.
/// </summary>
internal sealed class LenientColumns(DbDataReader row)
{
    // No audio and no part of it is longer.
    private static readonly TimeSpan MaxDuration = TimeSpan.FromDays(3650);

    /// <summary>Whether every column so far could be read.</summary>
    public bool AllRead { get; private set; } = true;

    /// <summary>The value of a text column; the default value if it is null or cannot be read.</summary>
    public T? Read<T>(int column, Func<string, T> parse)
    {
        if (row.IsDBNull(column))
            return default;
        try
        {
            if (row.GetValue(column) is string text && parse(text) is { } value)
                return value;
        }
        catch (Exception fault) when (fault
            is JsonException or ArgumentException or FormatException or InvalidOperationException or NotSupportedException)
        {
            // Noted below.
        }
        AllRead = false;
        return default;
    }

    /// <summary>The member of an enum, by its name.</summary>
    /// <exception cref="FormatException">There is no such member.</exception>
    public static T Member<T>(string name) where T : struct, Enum =>
        Enum.GetName(Enum.TryParse<T>(name, out var member) ? member : default) == name
            ? member
            : throw new FormatException($"{typeof(T).Name} has no member of this name");

    /// <summary>A text; empty if it cannot be read.</summary>
    public string Text(int column) => TextOrNull(column) ?? Missing("");

    /// <summary>A text; null if it is null or cannot be read.</summary>
    public string? TextOrNull(int column) => Read(column, text => text);

    /// <summary>A number from 0; 0 if it cannot be read.</summary>
    public int Count(int column) => (int)(Number(column, int.MaxValue) ?? Missing(0L));

    /// <summary>A time; the year 1 if it cannot be read.</summary>
    public DateTimeOffset Time(int column) => TimeOrNull(column) ?? Missing(default(DateTimeOffset));

    /// <summary>A time; null if it is null or cannot be read.</summary>
    public DateTimeOffset? TimeOrNull(int column) =>
        Number(column, DateTimeOffset.MaxValue.Ticks) is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>A duration; zero if it cannot be read.</summary>
    public TimeSpan Duration(int column) => DurationOrNull(column) ?? Missing(TimeSpan.Zero);

    /// <summary>A duration; null if it is null or cannot be read.</summary>
    public TimeSpan? DurationOrNull(int column) => Number(column, MaxDuration.Ticks) is { } ticks ? new TimeSpan(ticks) : null;

    private long? Number(int column, long max)
    {
        if (row.IsDBNull(column))
            return null;
        if (row.GetValue(column) is long number && number >= 0 && number <= max)
            return number;
        AllRead = false;
        return null;
    }

    private T Missing<T>(T instead)
    {
        AllRead = false;
        return instead;
    }
}
