using Microsoft.Extensions.Logging;

namespace Transcribe.Engine.Models;

internal static partial class ModelLog
{
    [LoggerMessage(201, LogLevel.Warning, "Fetching {What} failed ({Problem}); trying again in {Delay}")]
    public static partial void FetchRetried(ILogger logger, string what, string problem, TimeSpan delay);

    [LoggerMessage(202, LogLevel.Warning, "{File} arrived damaged; fetching it once more")]
    public static partial void FileDamaged(ILogger logger, string file);

    [LoggerMessage(203, LogLevel.Information, "Downloading {Model} from {Endpoint} into {Folder}")]
    public static partial void DownloadStarted(ILogger logger, string model, Uri endpoint, string folder);

    [LoggerMessage(204, LogLevel.Information, "Loading model {Model} from {Path}")]
    public static partial void Loading(ILogger logger, string model, string path);

    [LoggerMessage(205, LogLevel.Information, "Model {Model} is ready after {Seconds:F1} s")]
    public static partial void Ready(ILogger logger, string model, double seconds);

    [LoggerMessage(206, LogLevel.Critical, "Model {Model} could not be loaded: {Reason}")]
    public static partial void Failed(ILogger logger, string model, string reason);
}
