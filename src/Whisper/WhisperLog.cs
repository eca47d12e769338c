using Microsoft.Extensions.Logging;

namespace Transcribe.Whisper;

/// <summary>The engine's log messages. Ids are stable.</summary>
internal static partial class WhisperLog
{
    [LoggerMessage(301, LogLevel.Error, "The backend failed in a step of {Rows} windows; each window is tried once alone")]
    public static partial void StepFailed(this ILogger logger, int rows, Exception exception);

    [LoggerMessage(302, LogLevel.Error, "The backend failed to encode {Windows} windows; each window is tried once alone")]
    public static partial void EncodeFailed(this ILogger logger, int windows, Exception exception);

    [LoggerMessage(303, LogLevel.Warning, "The device failed to capture a step of {Rows} windows; such steps run uncaptured from now on")]
    public static partial void CaptureFailed(this ILogger logger, int rows, Exception exception);

    [LoggerMessage(300, LogLevel.Error, "The backend failed; all windows in the batch fail with it")]
    public static partial void BatchFailed(this ILogger logger, Exception exception);
}
