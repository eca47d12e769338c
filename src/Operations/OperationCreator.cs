using System.Diagnostics;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Operations.Store;

namespace Transcribe.Operations;

/// <summary>Creates operations. A repeated call with the same idempotency key creates none.</summary>
internal sealed class OperationCreator(
    IOperationStore store,
    IAudioStore audio,
    ITranscriber transcriber,
    OperationSignals signals,
    IOperationQuota quota,
    IOptions<OperationsOptions> options,
    TimeProvider time)
{
    // An estimate: a place is free when an operation ends.
    private static readonly TimeSpan QuotaRetry = TimeSpan.FromSeconds(30);

    private readonly long _maxInlineBytes =
        options.Value.MaxInlineBytesPerTenant is > 0 and var limit ? limit : long.MaxValue;

    public async Task<Operation> CreateAsync(NewOperation creation, CancellationToken cancel)
    {
        Check(creation.Webhook);
        transcriber.Check(creation.Request);
        var operation = ToOperation(creation);
        // This look-up only saves a repeated call from storing the audio again. The store decides which call is the first.
        var stored = creation.RequestId is { } key ? await store.FindByRequestIdAsync(operation.Tenant, key, cancel) : null;
        stored ??= await AddAsync(operation, creation.Request.Audio, cancel);
        if (stored.Fingerprint != operation.Fingerprint)
            throw AlreadyExists(creation.RequestId!);
        return stored;
    }

    private async Task<Operation> AddAsync(Operation operation, AudioInput input, CancellationToken cancel)
    {
        var most = quota.UnfinishedOf(operation.Caller) is > 0 and var limit ? limit : int.MaxValue;
        // This count only saves a refused call from storing its audio. The store counts again when it adds the operation.
        if (most < int.MaxValue && await store.CountUnfinishedAsync(operation.Caller, cancel) >= most)
            throw TooMany(most);
        var inlineBytes = await StoreAsync(operation, input, cancel);
        var keepsAudio = false;
        try
        {
            var stored = await store.AddAsync(operation, inlineBytes, most, cancel) ?? throw TooMany(most);
            keepsAudio = stored.Id == operation.Id;
            signals.PulseQueued();
            return stored;
        }
        catch (OperationStoreException fault)
        {
            // If the operation was not stored, the sweep removes its audio.
            keepsAudio = fault.IsUncertain;
            throw;
        }
        finally
        {
            if (!keepsAudio && operation.Request.IsInline)
                await audio.DeleteAsync(operation.Id);
        }
    }

    // Returns the length of the audio. Audio of the same caller that is being stored does not count yet: the budget for bodies bounds it.
    private async Task<long> StoreAsync(Operation operation, AudioInput input, CancellationToken cancel)
    {
        await using var content = input.OpenRead();
        if (content is null)
            return 0;
        var length = content.Length;
        if (_maxInlineBytes < long.MaxValue && await store.SumInlineBytesAsync(operation.Caller, cancel) > _maxInlineBytes - length)
            throw TooLarge();
        await audio.WriteAsync(operation.Id, content, cancel);
        return length;
    }

    private Operation ToOperation(NewOperation creation)
    {
        var request = OperationRequest.From(creation.Request);
        var (tenant, account) = creation.Request.Caller;
        return new Operation
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N"),
            Tenant = tenant,
            // Not in the fingerprint: each repetition of a call has another trace, and may come from another address.
            Request = request with
            {
                TraceParent = Activity.Current is { Recorded: true } call ? call.Id : null,
                Account = account == tenant ? null : account,
            },
            Fingerprint = StoredJson.Fingerprint(request, creation.Webhook),
            RequestId = creation.RequestId,
            Webhook = creation.Webhook,
        };
    }

    private static OperationException TooMany(int most) => QuotaExceeded(
        $"There are {most} operations of this caller that are not done; create further ones when some of them have ended");

    private OperationException TooLarge() => QuotaExceeded(
        $"Operations of this caller that are not done may have {LimitText.Bytes(_maxInlineBytes)} of inline audio, which this one would "
        + "exceed; create it when some of them have ended, or send a URL");

    private static OperationException QuotaExceeded(string message) =>
        new(OperationError.QuotaExceeded, message) { RetryAfter = QuotaRetry };

    private static OperationException AlreadyExists(string requestId) =>
        new(OperationError.AlreadyExists, $"The request id '{LimitText.Echo(requestId)}' was used for another request");

    private static void Check(Webhook? webhook)
    {
        if (webhook?.Uri is { } uri && !(uri.IsAbsoluteUri && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)))
            throw new OperationException(OperationError.InvalidArgument, "The webhook's address must begin with http:// or https://");
    }
}
