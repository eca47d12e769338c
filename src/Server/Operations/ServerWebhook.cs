using Transcribe.Operations;

namespace Transcribe.Server.Operations;

/// <summary>The operator's own webhook, <c>WEBHOOK</c> in the environment, as the hosting platform sets it.</summary>
internal sealed class ServerWebhook(IConfiguration configuration)
{
    private const string Variable = "WEBHOOK";

    /// <summary>Null where there is none.</summary>
    public Webhook? Find() => configuration[Variable] is { Length: > 0 } uri ? new Webhook(new Uri(uri), WebhookKind.Platform) : null;
}
