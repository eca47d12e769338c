namespace Transcribe.Operations;

/// <summary>One attempt at an operation. A commit in its name is refused once the operation has ended or another attempt has begun.</summary>
internal readonly record struct RunId(string OperationId, int Attempt);
