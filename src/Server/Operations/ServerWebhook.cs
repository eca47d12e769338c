using Microsoft.Extensions.Options;
using Transcribe.Operations;

namespace Transcribe.Server.Operations;

/// <summary>The operator's own webhook, <c>WEBHOOK</c> in the environment, as the hosting platform sets it.</summary>
internal sealed class ServerWebhook(IOptions<ServerWebhookOptions> options)
{
    /// <summary>Null where there is none.</summary>
    public Webhook? Find() => options.Value.Uri is { Length: > 0 } uri ? new Webhook(new Uri(uri), WebhookKind.Platform) : null;
}

/// <summary>The value of <c>WEBHOOK</c>.</summary>
internal sealed class ServerWebhookOptions
{
    public const string Variable = "WEBHOOK";

    /// <summary>Absolute, http or https; default none, as is an empty one.</summary>
    public string? Uri { get; set; }

    public bool IsValid => string.IsNullOrEmpty(Uri)
        || (System.Uri.TryCreate(Uri, UriKind.Absolute, out var parsed) && (parsed.Scheme == System.Uri.UriSchemeHttp || parsed.Scheme == System.Uri.UriSchemeHttps));
}
