using Transcribe.Core;

namespace Transcribe.Operations;

/// <summary>Why an operation failed, in words for its caller.</summary>
/// <param name="Error">The engine's error; null for a fault of the service itself.</param>
/// <param name="Message">Names no local path and holds no secret.</param>
/// <param name="RetryAfter">When asking again makes sense; null where it does not.</param>
public sealed record OperationFailure(TranscriptionError? Error, string Message, TimeSpan? RetryAfter = null);
