using Transcribe.Core;

namespace Transcribe.Operations;

/// <summary>Long-running transcriptions, for the server's endpoints.</summary>
/// <remarks>
/// All methods throw <see cref="OperationStoreException"/> when the store cannot be reached. Methods that take an id throw
/// <see cref="OperationException"/> with <see cref="OperationError.NotFound"/> when the tenant has no such operation, whether or not
/// another tenant has it.
/// </remarks>
public interface IOperations
{
    /// <summary>Whether the last write to the store succeeded. After a failed write the store is probed every 5 s.</summary>
    bool IsWritable { get; }

    /// <summary>
    /// Creates an operation of the request's tenant, or returns the one that an earlier call of the tenant with the same request id
    /// created. It is durable when this returns.
    /// </summary>
    /// <exception cref="OperationException">
    /// <see cref="OperationError.AlreadyExists"/>: the request id was used for another request.
    /// <see cref="OperationError.InvalidArgument"/>: the webhook's address is not an absolute http or https URL.
    /// <see cref="OperationError.QuotaExceeded"/>: the caller has as many unfinished ones as its <see cref="IOperationQuota"/>.
    /// </exception>
    Task<Operation> CreateAsync(NewOperation creation, CancellationToken cancel);

    /// <summary>The tenant's operation with an id.</summary>
    Task<Operation> GetAsync(string tenant, string id, CancellationToken cancel);

    /// <summary>The tenant's operation that was created with a request id; null if there is none.</summary>
    Task<Operation?> FindByRequestIdAsync(string tenant, string requestId, CancellationToken cancel);

    /// <summary>The owner of an operation; null if there is no such operation.</summary>
    Task<string?> FindTenantAsync(string id, CancellationToken cancel);

    /// <summary>One page of the operations of the tenant, or of the one that the filter names, newest first.</summary>
    /// <exception cref="OperationException">
    /// <see cref="OperationError.InvalidArgument"/>: the page size, the page token or the filter is not valid.
    /// </exception>
    Task<OperationPage> ListAsync(string tenant, OperationQuery query, CancellationToken cancel);

    /// <summary>Waits until the operation is done, at most for <paramref name="timeout"/>.</summary>
    /// <returns>The latest state.</returns>
    Task<Operation> WaitAsync(string tenant, string id, TimeSpan timeout, CancellationToken cancel);

    /// <summary>Cancels an operation that is not done yet. Its segments so far stay readable.</summary>
    /// <returns>The state afterwards.</returns>
    Task<Operation> CancelAsync(string tenant, string id, CancellationToken cancel);

    /// <summary>
    /// Deletes the record and its segments. An operation that is not done is cancelled by it: its run stops within a second, and its
    /// webhook reports the cancellation.
    /// </summary>
    Task DeleteAsync(string tenant, string id, CancellationToken cancel);

    /// <summary>The segments stored so far, in order.</summary>
    IAsyncEnumerable<Segment> ReadSegmentsAsync(string tenant, string id, CancellationToken cancel);

    /// <summary>One page of the segments stored so far, in order.</summary>
    /// <param name="tenant">The owner.</param>
    /// <param name="id">The operation.</param>
    /// <param name="pageSize">
    /// Most segments, not negative; 0 for <see cref="OperationQuery.MaxPageSize"/>, to which larger ones are reduced.
    /// </param>
    /// <param name="pageToken">The token of the page; empty for the first page.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <exception cref="OperationException">
    /// <see cref="OperationError.InvalidArgument"/>: the page size or the page token is not valid.
    /// </exception>
    Task<SegmentPage> ListSegmentsAsync(string tenant, string id, int pageSize, string pageToken, CancellationToken cancel);

    /// <summary>
    /// Replays the stored segments from the first one, then follows the operation to its end. Watchers never slow down the
    /// run.
    /// </summary>
    IAsyncEnumerable<WatchEvent> WatchAsync(string tenant, string id, CancellationToken cancel);
}
