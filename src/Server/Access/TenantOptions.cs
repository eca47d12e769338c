namespace Transcribe.Server.Access;

/// <summary>One tenant (section <c>Transcribe:Access:Tenants:&lt;name&gt;</c>).</summary>
public sealed class TenantOptions
{
    /// <summary>The API keys of the tenant, each at least 16 characters; default none.</summary>
    public IList<string> Keys { get; } = [];

    /// <summary>The SHA-256 hashes of further keys of the tenant, each 64 hexadecimal digits; default none.</summary>
    /// <remarks><c>printf %s KEY | sha256sum</c> prints the hash of a key.</remarks>
    public IList<string> KeyHashes { get; } = [];

    /// <summary>Whether the tenant may read the operations of all tenants; default false.</summary>
    public bool Operator { get; set; }

    /// <summary>The quotas of the tenant where they differ from those of all callers; default none.</summary>
    public TenantQuotaOptions? Quota { get; set; }
}
