using Transcribe.Operations.Store;

namespace Transcribe.Operations;

/// <summary>
/// Signals changes to operations, so that waiters need not wait for their next poll: those of this process at once, and those of other
/// processes if the store carries them.
/// </summary>
internal sealed class OperationSignals : IChangeFeed
{
    /// <summary>How often the store is polled for the changes of other processes.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private const string QueuedName = "queued";
    private const string CancelledName = "cancelled";
    private const string OutboxName = "outbox";

    // A fixed number of signals, shared by hash, needs no clean-up. A wake-up for another operation costs one read.
    private readonly ChangeSignal[] _stripes = [.. Enumerable.Range(0, 64).Select(_ => new ChangeSignal())];

    /// <inheritdoc/>
    public event Action<string>? Changed;

    /// <summary>An operation may be ready to run.</summary>
    public ChangeSignal Queued { get; } = new();

    /// <summary>An operation was cancelled or deleted, and its run must stop.</summary>
    public ChangeSignal Cancelled { get; } = new();

    /// <summary>A webhook may be ready for delivery.</summary>
    public ChangeSignal Outbox { get; } = new();

    /// <summary>The record or the segments of an operation changed.</summary>
    public ChangeSignal Of(string operationId) => _stripes[(uint)operationId.GetHashCode(StringComparison.Ordinal) % _stripes.Length];

    public void PulseQueued() => Pulse(QueuedName);

    public void PulseCancelled() => Pulse(CancelledName);

    public void PulseOutbox() => Pulse(OutboxName);

    public void PulseOf(string operationId) => Pulse(operationId);

    /// <inheritdoc/>
    public void Receive(string change) => Named(change).Pulse();

    /// <inheritdoc/>
    public void ReceiveAll()
    {
        foreach (var signal in (ChangeSignal[])[Queued, Cancelled, Outbox, .. _stripes])
            signal.Pulse();
    }

    private void Pulse(string change)
    {
        Receive(change);
        Changed?.Invoke(change);
    }

    private ChangeSignal Named(string change) => change switch
    {
        QueuedName => Queued,
        CancelledName => Cancelled,
        OutboxName => Outbox,
        _ => Of(change),
    };
}
