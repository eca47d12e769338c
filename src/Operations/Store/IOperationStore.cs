using Transcribe.Core;

namespace Transcribe.Operations.Store;

/// <summary>
/// The truth about operations. All methods throw <see cref="OperationStoreException"/> when the store cannot be reached; what they acknowledged is on the disk.
/// Those that take a <see cref="RunId"/> answer false, and change nothing, when the run has lost its operation.
/// </summary>
internal interface IOperationStore
{
    /// <summary>Opens the store and brings its schema up to date.</summary>
    /// <exception cref="OperationStoreVersionException">A newer program wrote it.</exception>
    Task InitializeAsync(CancellationToken cancel);

    /// <summary>Writes something that changes nothing, to learn whether the store can be written again.</summary>
    Task ProbeAsync(CancellationToken cancel);

    /// <summary>Adds an operation, unless one with its request id is there.</summary>
    /// <returns>The operation that is stored now: this one or the earlier one.</returns>
    Task<Operation> AddAsync(Operation operation, CancellationToken cancel);

    Task<Operation?> FindAsync(string id, CancellationToken cancel);

    Task<Operation?> FindByRequestIdAsync(string requestId, CancellationToken cancel);

    /// <summary>Newest first, beginning after <paramref name="after"/>.</summary>
    Task<IReadOnlyList<Operation>> ListAsync(bool? done, ListPosition after, int limit, CancellationToken cancel);

    /// <summary>Takes the oldest operation that is due, or whose run's lease ran out, and begins its next attempt; null when there is none.</summary>
    Task<Operation?> ClaimAsync(string owner, CancellationToken cancel);

    Task<bool> IsCurrentAsync(RunId run, CancellationToken cancel);

    Task<bool> RenewLeaseAsync(RunId run, CancellationToken cancel);

    /// <summary>Stores a window's segments and where to go on, and renews the lease.</summary>
    Task<bool> CommitAsync(RunId run, FinishedWindow window, CancellationToken cancel);

    /// <summary>Ends an operation, and puts its webhook into the outbox in the same transaction. A deleted one is removed.</summary>
    Task<bool> FinishAsync(RunId run, RunResult result, Delivery? delivery, CancellationToken cancel);

    /// <summary>Hands an operation back.</summary>
    /// <param name="run">The run that ends.</param>
    /// <param name="delay">The earliest next attempt, from now.</param>
    /// <param name="failed">Whether the attempt counts as failed.</param>
    /// <param name="cancel">Cancels the call.</param>
    Task<bool> RequeueAsync(RunId run, TimeSpan delay, bool failed, CancellationToken cancel);

    /// <summary>Cancels an operation that is not done, and puts its webhook into the outbox; false when it is done or unknown.</summary>
    Task<bool> CancelAsync(string id, Delivery? delivery, CancellationToken cancel);

    /// <summary>Removes a finished operation, and hides one that is not done until its end; false when it is unknown.</summary>
    Task<bool> DeleteAsync(string id, CancellationToken cancel);

    /// <summary>Whether an operation, deleted or not, has yet to end.</summary>
    Task<bool> IsActiveAsync(string id, CancellationToken cancel);

    /// <summary>Removes operations that have expired, and dead letters as old.</summary>
    /// <returns>Operations removed.</returns>
    Task<int> DeleteExpiredAsync(CancellationToken cancel);

    /// <summary>Segments from an index on, in order.</summary>
    Task<IReadOnlyList<Segment>> ReadSegmentsAsync(string id, int from, int limit, CancellationToken cancel);
}
