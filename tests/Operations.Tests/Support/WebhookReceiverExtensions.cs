namespace Transcribe.Operations.Tests.Support;

/// <summary>Webhooks that are sent to a receiver.</summary>
internal static class WebhookReceiverExtensions
{
    extension(WebhookReceiver receiver)
    {
        public Webhook Platform => new(receiver.Uri, WebhookKind.Platform);

        public Webhook Operation => new(receiver.Uri, WebhookKind.Operation);
    }
}
