using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Transcribe.Architecture.Tests;

/// <summary>A setting as docs/configuration.md must state it. The property, its default value and its attributes give the cells.</summary>
/// <param name="Name">The first cell.</param>
/// <param name="Default">The second cell.</param>
/// <param name="Range">The third cell; empty for a setting without a range.</param>
/// <param name="Summary">The doc comment, which begins with the fourth cell.</param>
internal sealed record Setting(string Name, string Default, string Range, string Summary)
{
    private static readonly (string Unit, long Bytes)[] ByteUnits =
        [("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10)];

    private static readonly (string Unit, double Milliseconds)[] TimeUnits =
        [("days", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1000), ("ms", 1)];

    public static Setting Of(PropertyInfo property, object options, string summary) =>
        new($"`{property.Name}`", DefaultCell(property, property.GetValue(options)), RangeCell(property), summary);

    private static string DefaultCell(PropertyInfo property, object? value) => value switch
    {
        null => "none",
        bool flag => flag ? "`true`" : "`false`",
        string text => $"`{WithoutMachine(text)}`",
        IDictionary<string, string> names => string.Join(", ", names.Keys.Select(name => $"`{name}`")),
        IEnumerable values when !values.Cast<object>().Any() => "none",
        TimeSpan { Days: > 0 } time => $"`{time.ToString("d\\.hh\\:mm\\:ss", CultureInfo.InvariantCulture)}`",
        TimeSpan time => $"`{time.ToString("c", CultureInfo.InvariantCulture)}`",
        Enum choice => $"`{choice}`",
        _ => Number(property, Convert.ToDouble(value, CultureInfo.InvariantCulture)),
    };

    private static string RangeCell(PropertyInfo property)
    {
        if (property.GetCustomAttribute<EnumDataTypeAttribute>() is { } choices)
            return string.Join(", ", Enum.GetNames(choices.EnumType).Select(name => $"`{name}`"));
        if (property.GetCustomAttribute<RangeAttribute>() is not { } range)
            return "";
        string Cell(object bound) => range.OperandType == typeof(TimeSpan)
            ? Time((string)bound)
            : Number(property, Convert.ToDouble(bound, CultureInfo.InvariantCulture));
        return $"{Cell(range.Minimum)} to {Cell(range.Maximum)}";
    }

    private static string WithoutMachine(string path) => path
        .Replace(Environment.UserName, "<user>", StringComparison.Ordinal);

    private static string Number(PropertyInfo property, double value)
    {
        if (!property.Name.Contains("Bytes", StringComparison.Ordinal))
            return value.ToString(property.Name == "Port" ? "0" : "#,0.##", CultureInfo.InvariantCulture);
        if (value == 0)
            return "0";
        var (unit, bytes) = ByteUnits.First(known => value >= known.Bytes && value % known.Bytes == 0);
        return $"{value / bytes:0} {unit}";
    }

    private static string Time(string text)
    {
        var milliseconds = TimeSpan.Parse(text, CultureInfo.InvariantCulture).TotalMilliseconds;
        if (milliseconds == 0)
            return "0";
        var (unit, size) = TimeUnits.First(known => milliseconds >= known.Milliseconds && milliseconds % known.Milliseconds == 0);
        var count = milliseconds / size;
        return unit == "days" && count == 1 ? "1 day" : $"{count:0} {unit}";
    }
}
