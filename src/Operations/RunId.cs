namespace Transcribe.Operations;

/// <summary>
/// A run: one attempt at an operation. The store rejects its commits once the operation has ended or another run has claimed it.
/// </summary>
public readonly record struct RunId(string OperationId, int Attempt);
