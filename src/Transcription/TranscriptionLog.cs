using Microsoft.Extensions.Logging;

namespace Transcribe.Transcription;

/// <summary>The log messages of this project. Ids are stable.</summary>
internal static partial class TranscriptionLog
{
    [LoggerMessage(206, LogLevel.Critical, "Model {Model} could not be loaded: {Reason}")]
    public static partial void ModelFailed(this ILogger logger, string model, string reason);
}
