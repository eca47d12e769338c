using Transcribe.Core;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Webhooks;

/// <summary>Creates the webhook delivery for an operation's end.</summary>
internal sealed class DeliveryFactory(IOperationStore store, TimeProvider time)
{
    private const int SegmentsAtOnce = 500;

    /// <summary>Creates the delivery to store together with the end.</summary>
    /// <param name="ended">The operation in its final state.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <returns>Null if the operation has no webhook.</returns>
    public async Task<Delivery?> CreateAsync(Operation ended, CancellationToken cancel)
    {
        if (ended.Webhook is not { } webhook)
            return null;
        var text = ended.State == OperationState.Succeeded ? await ReadTextAsync(ended.Id, cancel) : "";
        return new Delivery
        {
            Id = $"msg_{Guid.CreateVersion7(time.GetUtcNow()):N}",
            Tenant = ended.Tenant,
            OperationId = ended.Id,
            Uri = webhook.Uri,
            Body = WebhookBody.Of(ended, webhook.Kind, text),
        };
    }

    private async Task<string> ReadTextAsync(string id, CancellationToken cancel)
    {
        var texts = new List<string>();
        while (await store.ReadSegmentsAsync(id, texts.Count, SegmentsAtOnce, cancel) is { Count: > 0 } segments)
            texts.AddRange(segments.Select(segment => segment.Text));
        return TranscriptText.Join(texts);
    }
}
