using Transcribe.Core;

namespace Transcribe.Operations;

/// <summary>Why an operation failed.</summary>
/// <param name="Error">The error of the transcription; null for an unexpected error of the service.</param>
/// <param name="Message">For the caller. Contains no local path and no secret.</param>
/// <param name="RetryAfter">How long to wait before a new attempt; null if a retry makes no sense.</param>
public sealed record OperationFailure(TranscriptionError? Error, string Message, TimeSpan? RetryAfter = null)
{
    /// <summary>The failure of an operation whose stored record this version cannot read.</summary>
    public static OperationFailure Unreadable { get; } =
        new(null, "The stored record of the operation cannot be read by this version of the service");
}
