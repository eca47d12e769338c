using System.Globalization;

namespace Transcribe.Core;

/// <summary>Formats limits and the text of callers for error messages.</summary>
public static class LimitText
{
    /// <summary>The most characters of a caller's text in a message.</summary>
    public const int EchoLength = 200;

    /// <summary>The text itself, or its first <see cref="EchoLength"/> characters and "…".</summary>
    public static string Echo(string text) => text.Length <= EchoLength ? text
        : char.IsHighSurrogate(text[EchoLength - 1]) ? $"{text.AsSpan(0, EchoLength - 1)}…"
        : $"{text.AsSpan(0, EchoLength)}…";

    /// <summary>Formats a duration in whole hours, whole minutes or seconds: "2 h", "30 min", "1.5 s".</summary>
    public static string Duration(TimeSpan span) => span switch
    {
        { Ticks: >= TimeSpan.TicksPerHour } when span.Ticks % TimeSpan.TicksPerHour == 0 => Text($"{span.TotalHours} h"),
        { Ticks: >= TimeSpan.TicksPerMinute } when span.Ticks % TimeSpan.TicksPerMinute == 0 => Text($"{span.TotalMinutes} min"),
        _ => Text($"{span.TotalSeconds} s"),
    };

    /// <summary>Formats a size in whole GiB, whole MiB or bytes: "1 GiB", "64 MiB", "1000 bytes".</summary>
    public static string Bytes(long count) => count switch
    {
        >= 1L << 30 when count % (1L << 30) == 0 => Text($"{count >> 30} GiB"),
        >= 1L << 20 when count % (1L << 20) == 0 => Text($"{count >> 20} MiB"),
        _ => Text($"{count} bytes"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
