using Microsoft.Extensions.Logging;

namespace Transcribe.WhisperCpp;

/// <summary>The log messages of the engine for ggml files. Ids are stable.</summary>
internal static partial class WhisperCppLog
{
    [LoggerMessage(320, LogLevel.Information, "whisper.cpp runs {Model} on {Device}: {Info}")]
    public static partial void RunsOn(this ILogger logger, string model, string device, string? info);
}
