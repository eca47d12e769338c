using Transcribe.Operations.Store;

namespace Transcribe.Operations.Webhooks;

/// <summary>Webhooks that were given up, for an operator. All methods throw <see cref="OperationStoreException"/> when the store cannot be reached.</summary>
public sealed class DeadLetters
{
    private const string ListName = "dead-letters";

    private readonly IDeliveryStore _store;
    private readonly OperationSignals _signals;

    internal DeadLetters(IDeliveryStore store, OperationSignals signals) => (_store, _signals) = (store, signals);

    /// <summary>Lists them, the last to die first.</summary>
    /// <param name="pageSize">As <see cref="OperationQuery.PageSize"/>.</param>
    /// <param name="pageToken">As <see cref="OperationQuery.PageToken"/>.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <exception cref="OperationException"><see cref="OperationError.InvalidArgument"/>.</exception>
    public async Task<DeadLetterPage> ListAsync(int pageSize, string pageToken, CancellationToken cancel)
    {
        var limit = PageSize.Of(pageSize);
        var dead = await _store.ListDeadAsync(ListPosition.FromToken(pageToken, ListName), limit, cancel);
        return new DeadLetterPage(dead, dead.Count == limit ? new ListPosition(dead[^1].NextTime, dead[^1].Id).ToToken(ListName) : "");
    }

    /// <summary>Sends one again, with its id and body, at once and then on the whole schedule.</summary>
    /// <exception cref="OperationException"><see cref="OperationError.NotFound"/>.</exception>
    public async Task ResendAsync(string id, CancellationToken cancel)
    {
        if (!await _store.ResendAsync(id, cancel))
            throw new OperationException(OperationError.NotFound, $"There is no dead letter '{id}'");
        _signals.Outbox.Pulse();
    }
}

/// <summary>A page of dead letters.</summary>
/// <param name="Deliveries">The last to die first.</param>
/// <param name="NextPageToken">Empty on the last page.</param>
public sealed record DeadLetterPage(IReadOnlyList<Delivery> Deliveries, string NextPageToken);
