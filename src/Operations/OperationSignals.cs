namespace Transcribe.Operations;

/// <summary>Signals changes to operations within this process, so that waiters here need not wait for their next poll.</summary>
internal sealed class OperationSignals
{
    /// <summary>How often the store is polled for the changes of other processes.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    // A fixed number of signals, shared by hash, needs no clean-up. A wake-up for another operation costs one read.
    private readonly ChangeSignal[] _stripes = [.. Enumerable.Range(0, 64).Select(_ => new ChangeSignal())];

    /// <summary>An operation may be ready to run.</summary>
    public ChangeSignal Queued { get; } = new();

    /// <summary>An operation was cancelled or deleted, and its run must stop.</summary>
    public ChangeSignal Cancelled { get; } = new();

    /// <summary>A webhook may be ready for delivery.</summary>
    public ChangeSignal Outbox { get; } = new();

    /// <summary>The record or the segments of an operation changed.</summary>
    public ChangeSignal Of(string operationId) => _stripes[(uint)operationId.GetHashCode(StringComparison.Ordinal) % _stripes.Length];
}
