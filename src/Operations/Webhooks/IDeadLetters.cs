namespace Transcribe.Operations.Webhooks;

/// <summary>Webhook deliveries that were given up. An operator can list them and send them again.</summary>
/// <remarks>All methods throw <see cref="OperationStoreException"/> when the store cannot be reached.</remarks>
public interface IDeadLetters
{
    /// <summary>One page of dead letters, the last one to be given up first.</summary>
    /// <param name="pageSize">See <see cref="OperationQuery.PageSize"/>.</param>
    /// <param name="pageToken">See <see cref="OperationQuery.PageToken"/>.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <exception cref="OperationException">
    /// <see cref="OperationError.InvalidArgument"/>: the page size or the page token is not valid.
    /// </exception>
    Task<DeadLetterPage> ListAsync(int pageSize, string pageToken, CancellationToken cancel);

    /// <summary>Sends a dead letter again with the same id and body: at once, and after failures on the whole retry schedule.</summary>
    /// <exception cref="OperationException"><see cref="OperationError.NotFound"/>: there is no dead letter with this id.</exception>
    Task ResendAsync(string id, CancellationToken cancel);
}

/// <summary>A page of dead letters.</summary>
/// <param name="Deliveries">The last one to be given up first.</param>
/// <param name="NextPageToken">Empty on the last page.</param>
public sealed record DeadLetterPage(IReadOnlyList<Delivery> Deliveries, string NextPageToken);
