namespace Transcribe.Operations.Store;

/// <summary>The outbox: webhook deliveries that wait for their next attempt, and dead letters.</summary>
/// <remarks>
/// All methods throw <see cref="OperationStoreException"/> when the store cannot be reached. All times come from the clock of
/// <see cref="IOperationStore"/>. The outcome of an attempt is dropped once another attempt has begun.
/// </remarks>
public interface IDeliveryStore
{
    /// <summary>The receivers of deliveries that are due, the one that has waited longest first.</summary>
    Task<IReadOnlyList<string>> DueReceiversAsync(CancellationToken cancel);

    /// <summary>Claims a receiver's oldest due delivery for one attempt.</summary>
    /// <param name="receiver">Host and port.</param>
    /// <param name="lease">After this time the delivery is due again, in case this process dies.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <returns>Null if none is due.</returns>
    Task<Delivery?> ClaimAsync(string receiver, TimeSpan lease, CancellationToken cancel);

    /// <summary>Removes a delivery that the receiver accepted.</summary>
    Task RemoveAsync(Delivery delivery, CancellationToken cancel);

    /// <summary>
    /// Stores the failures and the error of <paramref name="delivery"/>, and makes it due after <paramref name="delay"/>.
    /// </summary>
    Task RescheduleAsync(Delivery delivery, TimeSpan delay, CancellationToken cancel);

    /// <summary>Stores the failures and the error of <paramref name="delivery"/>, and makes it a dead letter.</summary>
    Task BuryAsync(Delivery delivery, CancellationToken cancel);

    /// <summary>Lists dead letters, the last one to be given up first.</summary>
    Task<IReadOnlyList<Delivery>> ListDeadAsync(ListPosition after, int limit, CancellationToken cancel);

    /// <summary>Makes a dead letter due again and restarts its retry schedule.</summary>
    /// <returns>False if there is no dead letter with this id.</returns>
    Task<bool> ResendAsync(string id, CancellationToken cancel);
}
