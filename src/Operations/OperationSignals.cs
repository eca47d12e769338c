namespace Transcribe.Operations;

/// <summary>What happens to operations in this process, so that nobody here waits for the next poll.</summary>
internal sealed class OperationSignals
{
    /// <summary>How often other processes' changes are looked for.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    // A fixed number of stripes needs no tidying up; a wake-up for a neighbour costs one read.
    private readonly ChangeSignal[] _stripes = [.. Enumerable.Range(0, 64).Select(_ => new ChangeSignal())];

    /// <summary>There may be an operation to run.</summary>
    public ChangeSignal Queued { get; } = new();

    /// <summary>An operation was cancelled: its run is to stop.</summary>
    public ChangeSignal Cancelled { get; } = new();

    /// <summary>There may be a webhook to deliver.</summary>
    public ChangeSignal Outbox { get; } = new();

    /// <summary>An operation's record or segments changed: something to look at for those who watch it.</summary>
    public ChangeSignal Of(string operationId) => _stripes[(uint)operationId.GetHashCode(StringComparison.Ordinal) % _stripes.Length];
}
