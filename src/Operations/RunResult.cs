using Transcribe.Core;

namespace Transcribe.Operations;

/// <summary>How a run ended its operation: with a summary or with a failure.</summary>
public sealed record RunResult
{
    private RunResult()
    {
    }

    /// <summary>Set on success.</summary>
    public TranscriptionSummary? Summary { get; private init; }

    /// <summary>Set on failure.</summary>
    public OperationFailure? Failure { get; private init; }

    /// <summary>The operation's final state.</summary>
    public OperationState State => Failure is null ? OperationState.Succeeded : OperationState.Failed;

    public static RunResult Succeeded(TranscriptionSummary summary) => new() { Summary = summary };

    public static RunResult Failed(OperationFailure failure) => new() { Failure = failure };
}
