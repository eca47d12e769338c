namespace Transcribe.Core;

/// <summary>Who makes a request.</summary>
/// <param name="Tenant">
/// The owner of what the request creates: operations, request ids and webhooks. The empty string on a server without keys, which has one
/// owner.
/// </param>
/// <param name="Account">
/// What quotas and turns are counted by: the tenant, or the network address of the peer on a server without keys.
/// </param>
public sealed record Caller(string Tenant, string Account)
{
    /// <summary>Whether the caller may read the operations of all tenants.</summary>
    public bool IsOperator { get; init; }

    /// <summary>The service itself, and callers in its own process.</summary>
    public static Caller None { get; } = new("", "");

    /// <summary>A caller that is known by its tenant only, as deliveries and old records are.</summary>
    public static Caller Of(string tenant) => tenant.Length == 0 ? None : new(tenant, tenant);
}
