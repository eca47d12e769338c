namespace Transcribe.Operations.Running;

/// <summary>What happens to an operation after a run.</summary>
internal abstract record RunOutcome
{
    /// <summary>The operation ends.</summary>
    public sealed record Finish(RunResult Result) : RunOutcome;

    /// <summary>The operation goes back to the queue.</summary>
    public sealed record Requeue(TimeSpan Delay, bool Failed, Exception? Fault) : RunOutcome;

    /// <summary>The run has lost the operation: it was cancelled, deleted or taken over.</summary>
    public sealed record Lost : RunOutcome;
}
