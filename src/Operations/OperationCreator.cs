using Transcribe.Core;
using Transcribe.Operations.Store;

namespace Transcribe.Operations;

/// <summary>Creates operations, each once.</summary>
internal sealed class OperationCreator(IOperationStore store, SpoolFolder spool, OperationSignals signals, TimeProvider time)
{
    public async Task<Operation> CreateAsync(NewOperation creation, CancellationToken cancel)
    {
        Check(creation.Webhook);
        var operation = Operation(creation);
        // Spares a repeated call the spooling; whether it is the first is decided by the store alone.
        var stored = creation.RequestId is { } key ? await store.FindByRequestIdAsync(key, cancel) : null;
        stored ??= await AddAsync(operation, creation.Request.Audio, cancel);
        if (stored.Fingerprint != operation.Fingerprint)
            throw new OperationException(OperationError.AlreadyExists, $"The request id '{creation.RequestId}' was used for another request");
        return stored;
    }

    private async Task<Operation> AddAsync(Operation operation, AudioInput audio, CancellationToken cancel)
    {
        if (audio is AudioInput.Inline inline)
            await spool.WriteAsync(operation.Id, inline.Content, cancel);
        var stored = default(Operation);
        try
        {
            stored = await store.AddAsync(operation, cancel);
            signals.Queued.Pulse();
            return stored;
        }
        finally
        {
            if (stored?.Id != operation.Id)
                spool.Delete(operation.Id);
        }
    }

    private Operation Operation(NewOperation creation)
    {
        var now = time.GetUtcNow();
        var request = OperationRequest.From(creation.Request);
        return new Operation
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            Request = request,
            Fingerprint = StoredJson.Fingerprint(request, creation.Webhook),
            RequestId = creation.RequestId,
            Webhook = creation.Webhook,
            CreateTime = now,
            UpdateTime = now,
        };
    }

    private static void Check(Webhook? webhook)
    {
        if (webhook is not null && !(webhook.Uri.IsAbsoluteUri && (webhook.Uri.Scheme == Uri.UriSchemeHttp || webhook.Uri.Scheme == Uri.UriSchemeHttps)))
            throw new OperationException(OperationError.InvalidArgument, "The webhook's address must begin with http:// or https://");
    }
}
