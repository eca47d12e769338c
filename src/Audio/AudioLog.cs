using Microsoft.Extensions.Logging;

namespace Transcribe.Audio;

/// <summary>The log messages of this project. They name only the host of a URL, because paths and queries may hold secrets.</summary>
internal static partial class AudioLog
{
    [LoggerMessage(100, LogLevel.Debug, "Fetched {Bytes} bytes from {Host} in {Elapsed}")]
    public static partial void Fetched(this ILogger logger, string host, long bytes, TimeSpan elapsed);

    [LoggerMessage(101, LogLevel.Information, "ffmpeg ended with {ExitCode}: {Errors}")]
    public static partial void FfmpegFailed(this ILogger logger, int exitCode, string errors);

    [LoggerMessage(102, LogLevel.Information, "Removed audio {Folder}, left behind by a process that is gone")]
    public static partial void LeftoversRemoved(this ILogger logger, string folder);

    [LoggerMessage(104, LogLevel.Error, "Audio cannot be spooled")]
    public static partial void SpoolNotWritable(this ILogger logger, Exception fault);

    [LoggerMessage(105, LogLevel.Information, "Audio can be spooled again")]
    public static partial void SpoolWritable(this ILogger logger);

    [LoggerMessage(103, LogLevel.Information, "Refused to fetch from {Host}: {Reason}")]
    public static partial void FetchRefused(this ILogger logger, string host, string reason);
}
