using Microsoft.Extensions.Logging;

namespace Transcribe.Whisper;

/// <summary>The engine's log messages. Ids are stable.</summary>
internal static partial class WhisperLog
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

    [LoggerMessage(301, LogLevel.Error, "The backend failed in a step of {Rows} windows; each window is tried once alone")]
    public static partial void StepFailed(this ILogger logger, int rows, Exception exception);

    [LoggerMessage(300, LogLevel.Error, "The backend failed; all windows in the batch fail with it")]
    public static partial void BatchFailed(this ILogger logger, Exception exception);
}
