using Transcribe.Operations.Store;

namespace Transcribe.Operations.Webhooks;

/// <summary>
/// The attempts in progress, and their limits. Slow receivers get one attempt at a time and at most half of the places, so that the other
/// half is there for receivers that answer. Not safe for concurrent use.
/// </summary>
internal sealed class RunningAttempts(WebhooksOptions options) : IDeliveryRoom
{
    // A list and no dictionary: attempts that end synchronously may share one completed task.
    private readonly List<(Task Attempt, Delivery Delivery)> _running = [];

    public IEnumerable<Task> All => _running.Select(running => running.Attempt);

    public void Add(Task attempt, Delivery delivery) => _running.Add((attempt, delivery));

    public void RemoveEnded() => _running.RemoveAll(running => running.Attempt.IsCompleted);

    /// <summary>Whether there is room for any delivery.</summary>
    public bool HasRoom() => _running.Count < options.MaxConcurrent;

    public bool HasRoom(string tenant, bool slow) =>
        HasRoom()
        && Count(other => other.Tenant == tenant) < options.MaxConcurrentPerTenant
        && (!slow || HasRoomForSlow(tenant));

    public bool HasRoom(string tenant, string receiver, bool slow) =>
        Count(other => other.Receiver == receiver) < options.MaxConcurrentPerReceiver
        && (!slow || Count(other => other.Receiver == receiver && other.Tenant == tenant) == 0);

    private bool HasRoomForSlow(string tenant) =>
        Count(other => other.IsSlow) < Half(options.MaxConcurrent)
        && Count(other => other.IsSlow && other.Tenant == tenant) < Half(options.MaxConcurrentPerTenant);

    private static int Half(int limit) => Math.Max(1, limit / 2);

    private int Count(Func<Delivery, bool> condition) => _running.Count(running => condition(running.Delivery));
}
