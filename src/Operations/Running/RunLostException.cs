namespace Transcribe.Operations.Running;

/// <summary>
/// The run no longer holds its operation: it was cancelled or deleted, or another run took it over after the lease expired.
/// </summary>
internal sealed class RunLostException(RunId run)
    : Exception($"Attempt {run.Attempt} at operation {run.OperationId} was cancelled, deleted or taken over");
