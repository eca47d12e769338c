using Microsoft.Extensions.Logging;

namespace Transcribe.Engine.Batching;

internal static partial class BatchingLog
{
    [LoggerMessage(300, LogLevel.Error, "The backend failed; all windows in the batch fail with it")]
    public static partial void BatchFailed(ILogger logger, Exception exception);
}
