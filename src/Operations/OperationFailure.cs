using Transcribe.Core;

namespace Transcribe.Operations;

/// <summary>Why an operation failed.</summary>
/// <param name="Error">The error of the transcription; null for an unexpected error of the service.</param>
/// <param name="Message">For the caller. Contains no local path and no secret.</param>
/// <param name="RetryAfter">How long to wait before a new attempt; null if a retry makes no sense.</param>
public sealed record OperationFailure(TranscriptionError? Error, string Message, TimeSpan? RetryAfter = null);
