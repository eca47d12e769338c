using System.Globalization;

namespace Transcribe.Engine.Audio;

/// <summary>The failures of this stage, in words for the caller. None names a local path or an address that a name led to.</summary>
internal static class AudioFailure
{
    public static TranscriptionException Unreadable(string message) => new(TranscriptionError.AudioUnreadable, message);

    public static TranscriptionException Empty() => Unreadable("The audio is empty");

    public static TranscriptionException TooLarge(long limit) =>
        new(TranscriptionError.AudioTooLarge, $"The audio is larger than the limit of {Bytes(limit)}");

    public static TranscriptionException TooLong(TimeSpan limit) =>
        new(TranscriptionError.AudioTooLarge, $"The audio is longer than the limit of {Duration(limit)}");

    public static TranscriptionException DecodedTooSlowly(TimeSpan limit) =>
        Unreadable($"The audio could not be decoded within {Duration(limit)}");

    public static TranscriptionException NotAllowed(string message) => new(TranscriptionError.UrlNotAllowed, message);

    public static TranscriptionException FetchFailed(string what, Exception? inner = null) =>
        new(TranscriptionError.FetchFailed, $"Could not fetch audio file ({what})", inner);

    public static string Duration(TimeSpan span) => span switch
    {
        { Ticks: >= TimeSpan.TicksPerHour } when span.Ticks % TimeSpan.TicksPerHour == 0 => Text($"{span.TotalHours} h"),
        { Ticks: >= TimeSpan.TicksPerMinute } when span.Ticks % TimeSpan.TicksPerMinute == 0 => Text($"{span.TotalMinutes} min"),
        _ => Text($"{span.TotalSeconds} s"),
    };

    private static string Bytes(long count) => count switch
    {
        >= 1L << 30 when count % (1L << 30) == 0 => Text($"{count >> 30} GiB"),
        >= 1L << 20 when count % (1L << 20) == 0 => Text($"{count >> 20} MiB"),
        _ => Text($"{count} bytes"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
