namespace Transcribe.Operations.Store;

/// <summary>The outbox. All methods throw <see cref="OperationStoreException"/> when the store cannot be reached. A try's outcome is dropped once another try has begun.</summary>
internal interface IDeliveryStore
{
    /// <summary>The receivers of deliveries that are due, the longest waiting first.</summary>
    Task<IReadOnlyList<string>> DueReceiversAsync(CancellationToken cancel);

    /// <summary>Takes a receiver's oldest due delivery for one try; null when there is none.</summary>
    /// <param name="receiver">Host and port.</param>
    /// <param name="lease">After which it is due again, should this process die.</param>
    /// <param name="cancel">Cancels the call.</param>
    Task<Delivery?> ClaimAsync(string receiver, TimeSpan lease, CancellationToken cancel);

    /// <summary>It was delivered: removes it.</summary>
    Task RemoveAsync(Delivery delivery, CancellationToken cancel);

    /// <summary>Sets its next try, with the failures and error that <paramref name="delivery"/> has.</summary>
    Task RescheduleAsync(Delivery delivery, TimeSpan delay, CancellationToken cancel);

    /// <summary>Gives it up, with the failures and error that <paramref name="delivery"/> has.</summary>
    Task BuryAsync(Delivery delivery, CancellationToken cancel);

    /// <summary>Dead letters, the last to die first.</summary>
    Task<IReadOnlyList<Delivery>> ListDeadAsync(ListPosition after, int limit, CancellationToken cancel);

    /// <summary>Makes a dead letter due again, with its whole schedule before it; false when there is none of that id.</summary>
    Task<bool> ResendAsync(string id, CancellationToken cancel);
}
