namespace Transcribe.Operations.Running;

/// <summary>What is to be done with an operation after a run.</summary>
internal abstract record RunOutcome
{
    /// <summary>It is done.</summary>
    public sealed record Finish(RunResult Result) : RunOutcome;

    /// <summary>It is to be run again.</summary>
    public sealed record Requeue(TimeSpan Delay, bool Failed, Exception? Fault) : RunOutcome;

    /// <summary>It is no longer this run's.</summary>
    public sealed record Lost : RunOutcome;
}
