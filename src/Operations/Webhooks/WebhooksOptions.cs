using System.ComponentModel.DataAnnotations;

namespace Transcribe.Operations.Webhooks;

/// <summary>How webhooks are signed and sent. Section <c>Transcribe:Webhooks</c>.</summary>
public sealed class WebhooksOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Transcribe:Webhooks";

    public const int DefaultMaxConcurrent = 32;
    public const int DefaultMaxConcurrentPerTenant = 16;
    public const int DefaultMaxConcurrentPerReceiver = 4;

    /// <summary>
    /// Signing secrets: <c>whsec_</c> and the Base64 of 24 to 64 bytes. Default: none, and webhooks are unsigned. To rotate secrets,
    /// configure several: each webhook then carries one signature per secret.
    /// </summary>
    public IList<string> Secrets { get; set; } = [];

    /// <summary>
    /// Signing secrets of single tenants, by the tenant's name; default: none, and <see cref="Secrets"/> sign the webhooks of every tenant.
    /// </summary>
    /// <remarks>
    /// For example <c>Transcribe:Webhooks:TenantSecrets:acme:0</c>. Settings cannot have a colon in a name: the tenant <c>key:…</c> of a
    /// key is <c>key_…</c>, and <c>jwt:…</c> of a token is <c>jwt_…</c>. Further colons are <c>%3A</c>, and percent signs <c>%25</c>.
    /// </remarks>
    public IDictionary<string, IList<string>> TenantSecrets { get; } = new Dictionary<string, IList<string>>();

    /// <summary>The timeout of one attempt, 100 ms to 5 min; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most concurrent attempts, 1 to 1000; default 32.</summary>
    [Range(1, 1000)]
    public int MaxConcurrent { get; set; } = DefaultMaxConcurrent;

    /// <summary>
    /// Most concurrent attempts of one tenant, 1 to 1000; default 16. Its slow receivers thus do not delay other tenants.
    /// </summary>
    [Range(1, 1000)]
    public int MaxConcurrentPerTenant { get; set; } = DefaultMaxConcurrentPerTenant;

    /// <summary>Most concurrent attempts per host and port, 1 to 1000; default 4. A slow receiver thus does not delay the others.</summary>
    [Range(1, 1000)]
    public int MaxConcurrentPerReceiver { get; set; } = DefaultMaxConcurrentPerReceiver;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from secret in Secrets.Concat(TenantSecrets.Values.SelectMany(secrets => secrets))
        where WebhookSigner.ParseSecret(secret) is null
        select new ValidationResult("A webhook secret must be 'whsec_' followed by the Base64 of 24 to 64 bytes", [nameof(Secrets)]);
}
