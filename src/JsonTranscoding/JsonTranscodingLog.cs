using Microsoft.Extensions.Logging;

namespace Transcribe.JsonTranscoding;

/// <summary>The log messages of this project. Event ids are stable.</summary>
internal static partial class JsonTranscodingLog
{
    [LoggerMessage(500, LogLevel.Error, "{Method} failed unexpectedly")]
    public static partial void CallFailed(this ILogger logger, string method, Exception exception);

    [LoggerMessage(507, LogLevel.Critical, "{Method} failed because memory is exhausted")]
    public static partial void OutOfMemory(this ILogger logger, string method, Exception exception);
}
