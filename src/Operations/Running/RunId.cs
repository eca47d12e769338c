namespace Transcribe.Operations.Running;

/// <summary>One attempt at an operation. A commit in its name is refused once the operation has ended or another attempt has begun.</summary>
internal readonly record struct RunId(string OperationId, int Attempt);

/// <summary>The run's operation is no longer its own: cancelled, or taken over after its lease ran out.</summary>
internal sealed class RunLostException(RunId run) : Exception($"Attempt {run.Attempt} at operation {run.OperationId} was cancelled or taken over");
