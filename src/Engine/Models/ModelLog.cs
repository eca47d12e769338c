using Microsoft.Extensions.Logging;

namespace Transcribe.Engine.Models;

internal static partial class ModelLog
{
    [LoggerMessage(101, LogLevel.Warning, "Fetching {What} failed ({Problem}); trying again in {Delay}")]
    public static partial void FetchRetried(ILogger logger, string what, string problem, TimeSpan delay);

    [LoggerMessage(102, LogLevel.Warning, "{File} arrived damaged; fetching it once more")]
    public static partial void FileDamaged(ILogger logger, string file);

    [LoggerMessage(103, LogLevel.Information, "Downloading {Model} from {Endpoint} into {Folder}")]
    public static partial void DownloadStarted(ILogger logger, string model, Uri endpoint, string folder);
}
