namespace Transcribe.Operations.Store;

/// <summary>Decides which deliveries may be claimed. The store asks while it looks for the next one.</summary>
public interface IDeliveryRoom
{
    /// <summary>Whether there is room for one more attempt of a tenant.</summary>
    /// <param name="tenant">The owner.</param>
    /// <param name="slow">Whether the last attempt at the receiver timed out.</param>
    bool HasRoom(string tenant, bool slow);

    /// <summary>Whether there is room for one more attempt of a tenant at a receiver, given that there is some for the tenant.</summary>
    /// <param name="tenant">The owner.</param>
    /// <param name="receiver">Host and port.</param>
    /// <param name="slow">Whether the last attempt at the receiver timed out.</param>
    bool HasRoom(string tenant, string receiver, bool slow);
}
