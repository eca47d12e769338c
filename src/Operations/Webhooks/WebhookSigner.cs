using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Transcribe.Operations.Webhooks;

/// <summary>Signs webhooks by Standard Webhooks 1.0: <c>v1,</c> and the Base64 of HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
internal sealed class WebhookSigner(IOptions<WebhooksOptions> options)
{
    private const string SecretPrefix = "whsec_";
    private const int MinSecretBytes = 24;
    private const int MaxSecretBytes = 64;

    private readonly byte[][] _secrets = Parse(options.Value.Secrets);

    private readonly Dictionary<string, byte[][]> _ofTenants =
        options.Value.TenantSecrets.ToDictionary(tenant => tenant.Key, tenant => Parse(tenant.Value), StringComparer.Ordinal);

    /// <summary>The <c>webhook-signature</c> header: one signature per secret, separated by spaces; null if there is no secret.</summary>
    /// <param name="tenant">The owner of the operation. Its own secrets sign, or the general ones if it has none.</param>
    /// <param name="id">The <c>webhook-id</c> header.</param>
    /// <param name="timestamp">The <c>webhook-timestamp</c> header, in seconds since 1970.</param>
    /// <param name="body">The body as it is sent.</param>
    public string? Sign(string tenant, string id, long timestamp, string body)
    {
        var content = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"));
        var secrets = _ofTenants.GetValueOrDefault(NameInSettings(tenant), _secrets);
        var signatures = secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, content))}");
        return secrets.Length == 0 ? null : string.Join(' ', signatures);
    }

    // A colon separates the parts of a setting's name, and no tenant of the settings has an underscore in its name.
    private static string NameInSettings(string tenant) => tenant.Split(':', 2) is [var kind, var name]
        ? $"{kind}_{name.Replace("%", "%25", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal)}"
        : tenant;

    private static byte[][] Parse(IEnumerable<string> secrets) => [.. secrets.Select(secret => ParseSecret(secret)!)];

    /// <summary>The bytes of a secret; null if the text is not a valid secret.</summary>
    public static byte[]? ParseSecret(string text)
    {
        if (!text.StartsWith(SecretPrefix, StringComparison.Ordinal))
            return null;
        var encoded = text[SecretPrefix.Length..];
        var valid = Base64.IsValid(encoded, out var length) && length is >= MinSecretBytes and <= MaxSecretBytes;
        return valid ? Convert.FromBase64String(encoded) : null;
    }
}
