namespace Transcribe.Operations.Running;

/// <summary>The run's operation is no longer its own: cancelled, or taken over after its lease ran out.</summary>
internal sealed class RunLostException(RunId run) : Exception($"Attempt {run.Attempt} at operation {run.OperationId} was cancelled or taken over");
