using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Transcribe.Operations.Webhooks;

/// <summary>Signs as Standard Webhooks 1.0 has it: <c>v1,</c> and the Base64 of HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
internal sealed class WebhookSigner(IOptions<WebhooksOptions> options)
{
    private const string SecretPrefix = "whsec_";
    private const int MinSecretBytes = 24;
    private const int MaxSecretBytes = 64;

    private readonly byte[][] _secrets = [.. options.Value.Secrets.Select(secret => ParseSecret(secret)!)];

    /// <summary>The webhook-signature header: a signature a secret, separated by spaces; null when no secret is set.</summary>
    /// <param name="id">The webhook-id.</param>
    /// <param name="timestamp">The webhook-timestamp, seconds since 1970.</param>
    /// <param name="body">As it is sent.</param>
    public string? Sign(string id, long timestamp, string body)
    {
        var content = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"));
        return _secrets.Length == 0 ? null : string.Join(' ', _secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, content))}"));
    }

    /// <summary>The key's bytes; null when the text is not a secret.</summary>
    public static byte[]? ParseSecret(string text)
    {
        if (!text.StartsWith(SecretPrefix, StringComparison.Ordinal))
            return null;
        var encoded = text.AsSpan(SecretPrefix.Length);
        return Base64.IsValid(encoded, out var length) && length is >= MinSecretBytes and <= MaxSecretBytes ? Convert.FromBase64String(encoded.ToString()) : null;
    }
}
