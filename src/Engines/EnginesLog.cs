using Microsoft.Extensions.Logging;

namespace Transcribe.Engines;

/// <summary>The log messages of what engines share. Ids are stable.</summary>
internal static partial class EnginesLog
{
    [LoggerMessage(201, LogLevel.Warning, "Fetching {What} failed ({Problem}); trying again in {Delay}")]
    public static partial void FetchRetried(this ILogger logger, string what, string problem, TimeSpan delay);

    [LoggerMessage(202, LogLevel.Warning, "{File} arrived damaged; fetching it once more")]
    public static partial void FileDamaged(this ILogger logger, string file);

    [LoggerMessage(203, LogLevel.Information, "Downloading {Model} from {Endpoint} into {Folder}")]
    public static partial void DownloadStarted(this ILogger logger, string model, Uri endpoint, string folder);

    [LoggerMessage(204, LogLevel.Information, "Loading model {Model} from {Path}")]
    public static partial void Loading(this ILogger logger, string model, string path);

    [LoggerMessage(205, LogLevel.Information, "Model {Model} is ready after {Seconds:F1} s")]
    public static partial void Ready(this ILogger logger, string model, double seconds);
}
