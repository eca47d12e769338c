namespace Transcribe.Operations.Store;

/// <summary>The outbox: webhook deliveries that wait for their next attempt, and dead letters.</summary>
/// <remarks>
/// All methods throw <see cref="OperationStoreException"/> when the store cannot be reached. All times come from the clock of
/// <see cref="IOperationStore"/>. The outcome of an attempt is dropped once another attempt has begun.
/// </remarks>
public interface IDeliveryStore
{
    /// <summary>
    /// Claims a delivery that is due for one attempt. The tenants with such deliveries take turns, and so do the receivers of each; the
    /// oldest delivery to a receiver comes first. Slow receivers come after all others.
    /// </summary>
    /// <param name="room">Which deliveries there is room for.</param>
    /// <param name="lease">After this time the delivery is due again, in case this process dies.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <returns>Null if none is due that there is room for.</returns>
    Task<Delivery?> ClaimAsync(IDeliveryRoom room, TimeSpan lease, CancellationToken cancel);

    /// <summary>Removes a delivery that the receiver accepted. The receiver is not slow any more.</summary>
    Task RemoveAsync(Delivery delivery, CancellationToken cancel);

    /// <summary>
    /// Stores the failures and the error of <paramref name="delivery"/>, and makes it due after <paramref name="delay"/>.
    /// </summary>
    /// <param name="delivery">The delivery after the attempt.</param>
    /// <param name="delay">The earliest start of the next attempt, from now.</param>
    /// <param name="timedOut">Whether the attempt timed out. The receiver is then slow until an attempt succeeds.</param>
    /// <param name="cancel">Cancels the call.</param>
    Task RescheduleAsync(Delivery delivery, TimeSpan delay, bool timedOut, CancellationToken cancel);

    /// <summary>Stores the failures and the error of <paramref name="delivery"/>, and makes it a dead letter.</summary>
    Task BuryAsync(Delivery delivery, CancellationToken cancel);

    /// <summary>Lists dead letters, the last one to be given up first.</summary>
    Task<IReadOnlyList<Delivery>> ListDeadAsync(ListPosition after, int limit, CancellationToken cancel);

    /// <summary>Makes a dead letter due again and restarts its retry schedule.</summary>
    /// <returns>False if there is no dead letter with this id.</returns>
    Task<bool> ResendAsync(string id, CancellationToken cancel);
}
