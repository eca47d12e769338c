using Transcribe.Core;

namespace Transcribe.Operations;

/// <summary>How a run ended its operation: with a summary, or with a failure.</summary>
internal sealed record RunResult
{
    private RunResult()
    {
    }

    public TranscriptionSummary? Summary { get; private init; }

    public OperationFailure? Failure { get; private init; }

    public OperationState State => Failure is null ? OperationState.Succeeded : OperationState.Failed;

    public static RunResult Succeeded(TranscriptionSummary summary) => new() { Summary = summary };

    public static RunResult Failed(OperationFailure failure) => new() { Failure = failure };
}
