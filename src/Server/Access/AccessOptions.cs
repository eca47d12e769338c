using System.ComponentModel.DataAnnotations;

namespace Transcribe.Server.Access;

/// <summary>Authentication, rate limit and web origins of calls (section <c>Transcribe:Access</c>).</summary>
public sealed class AccessOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string Section = "Transcribe:Access";

    /// <summary>Shorter keys can be guessed.</summary>
    public const int MinimumKeyLength = 16;

    private const int MinimumSecretLength = 32;

    /// <summary>API keys that are tenants of their own, each at least 16 characters; default none.</summary>
    /// <remarks>
    /// A call presents its key as <c>authorization: Bearer …</c> or <c>x-api-key</c>. Without keys, every call is accepted. Health calls
    /// need no key.
    /// </remarks>
    public IList<string> Keys { get; } = [];

    /// <summary>The tenants by name, each with its keys; default none.</summary>
    public IDictionary<string, TenantOptions> Tenants { get; } = new Dictionary<string, TenantOptions>();

    /// <summary>
    /// The path of a JSON file with further <c>Keys</c> and <c>Tenants</c>, which may change while the server runs; default none.
    /// </summary>
    /// <remarks>With a file, every call needs a key, even while the file contains none.</remarks>
    public string? KeysFile { get; set; }

    /// <summary>The quota of calls per minute for each caller, 0 to 1,000,000; default 0.</summary>
    /// <remarks>0 disables the quota. A caller is a tenant, or an address if no keys are configured.</remarks>
    [Range(0, 1_000_000)]
    public int CallsPerMinute { get; set; }

    /// <summary>How many wrong keys per minute an address may present, 0 to 1,000,000; default 60.</summary>
    /// <remarks>0 disables the limit. Calls with a right key are not affected.</remarks>
    [Range(0, 1_000_000)]
    public int WrongKeysPerMinute { get; set; } = 60;

    /// <summary>Who may see <c>/metrics</c>; default Open.</summary>
    [EnumDataType(typeof(PageAccess))]
    public PageAccess Metrics { get; set; }

    /// <summary>Who may see <c>/docs</c> and <c>/openapi/v1.json</c>; default Open.</summary>
    [EnumDataType(typeof(PageAccess))]
    public PageAccess Docs { get; set; }

    /// <summary>Who may see <c>/samples</c>, if a folder of samples is configured; default Open.</summary>
    [EnumDataType(typeof(PageAccess))]
    public PageAccess Samples { get; set; }

    /// <summary>Addresses and networks of proxies whose <c>X-Forwarded-For</c> header names the caller; default none.</summary>
    public IList<string> Proxies { get; } = [];

    /// <summary>The secret that signs the ephemeral keys of browsers, at least 32 characters; default none.</summary>
    /// <remarks>Without one, each process has a random secret, so that its keys are valid in this process only.</remarks>
    [MinLength(MinimumSecretLength)]
    public string? EphemeralKeySecret { get; set; }

    /// <summary>The origins whose web pages may call the server, such as <c>https://app.example</c>; default none.</summary>
    /// <remarks>
    /// Browsers ask for this permission (CORS) before a page of another origin may read a response. The server refuses WebSockets of other
    /// pages than its own and theirs. An origin has a scheme, a host and, if
    /// it is not the default one, a port.
    /// </remarks>
    public IList<string> AllowedOrigins { get; } = [];
}
