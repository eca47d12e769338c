namespace Transcribe.Operations.Store;

/// <summary>Counts the operations that are not done, for metrics. A store may do without.</summary>
public interface IBacklogStore
{
    /// <summary>The operations of all tenants that are not done.</summary>
    /// <exception cref="OperationStoreException">The store could not be read.</exception>
    Task<OperationBacklog> CountAsync(CancellationToken cancel);
}

/// <param name="Queued">Operations that wait for a run.</param>
/// <param name="Running">Operations that a process of the store runs.</param>
/// <param name="Oldest">When the oldest of them was created; null if there is none.</param>
public readonly record struct OperationBacklog(int Queued, int Running, DateTimeOffset? Oldest);
