using Microsoft.Extensions.Logging;

namespace Transcribe.Engine;

/// <summary>What the engine logs; ids are stable.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(100, LogLevel.Information, "Loading model {Model} from {Path}")]
    public static partial void ModelLoading(ILogger logger, string model, string path);

    [LoggerMessage(101, LogLevel.Information, "Model {Model} is ready after {Seconds:F1} s")]
    public static partial void ModelReady(ILogger logger, string model, double seconds);

    [LoggerMessage(102, LogLevel.Critical, "Model {Model} could not be loaded: {Reason}")]
    public static partial void ModelFailed(ILogger logger, string model, string reason, Exception exception);

    [LoggerMessage(110, LogLevel.Error, "The backend failed; all windows in the batch fail with it")]
    public static partial void BatchFailed(ILogger logger, Exception exception);
}
