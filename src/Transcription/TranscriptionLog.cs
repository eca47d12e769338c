using Microsoft.Extensions.Logging;
using Transcribe.Core;

namespace Transcribe.Transcription;

/// <summary>The log messages of this project. Ids are stable.</summary>
internal static partial class TranscriptionLog
{
    /// <summary>Logs a failed load. The stack trace of an expected failure would not help the operator.</summary>
    public static void ModelFailed(this ILogger logger, string model, Exception fault) =>
        logger.ModelFailed(model, fault.Message, IsExpected(fault) ? null : fault);

    private static bool IsExpected(Exception fault) =>
        fault is ModelException or TranscriptionException or IOException or UnauthorizedAccessException;

    [LoggerMessage(207, LogLevel.Information, "Model {Model} has left the memory")]
    public static partial void ModelUnloaded(this ILogger logger, string model);

    [LoggerMessage(208, LogLevel.Error, "Unused models could not be removed from memory")]
    public static partial void UnloadFailed(this ILogger logger, Exception fault);

    [LoggerMessage(209, LogLevel.Error, "A model that makes room for another one could not be removed from memory")]
    public static partial void LeaveFailed(this ILogger logger, Exception fault);

    [LoggerMessage(206, LogLevel.Critical, "Model {Model} could not be loaded: {Reason}")]
    private static partial void ModelFailed(this ILogger logger, string model, string reason, Exception? fault);
}
