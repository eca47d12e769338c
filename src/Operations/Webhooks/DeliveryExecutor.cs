using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Webhooks;

/// <summary>One try at a delivery, from its claim to its outcome in the store.</summary>
internal sealed class DeliveryExecutor(IDeliveryStore store, WebhookSender sender, IOptions<WebhooksOptions> options, ILogger<DeliveryExecutor> logger)
{
    // For storing the outcome after a try that took all its time.
    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(10);

    public Task<Delivery?> ClaimAsync(string receiver, CancellationToken cancel) => store.ClaimAsync(receiver, options.Value.Timeout + LeaseMargin, cancel);

    /// <summary>Never throws what is expected: an outcome that cannot be stored leaves the delivery to be tried again.</summary>
    public async Task RunAsync(Delivery delivery, CancellationToken stopping)
    {
        try
        {
            await SettleAsync(delivery, await sender.SendAsync(delivery, stopping));
        }
        catch (OperationCanceledException)
        {
            await ReleaseAsync(delivery);
        }
        catch (OperationStoreException fault)
        {
            logger.WebhookNotStored(delivery.Id, delivery.Receiver, fault);
        }
    }

    private Task SettleAsync(Delivery delivery, DeliveryResult result) => result switch
    {
        DeliveryResult.Failed failed => FailAsync(delivery with { Failures = delivery.Failures + 1, Error = failed.Reason }, failed.RetryAfter),
        DeliveryResult.Refused refused => BuryAsync(delivery with { Failures = delivery.Failures + 1, Error = refused.Reason }),
        _ => RemoveAsync(delivery),
    };

    private async Task RemoveAsync(Delivery delivery)
    {
        await store.RemoveAsync(delivery, CancellationToken.None);
        logger.WebhookDelivered(delivery.Id, delivery.Receiver);
    }

    private async Task FailAsync(Delivery delivery, TimeSpan? retryAfter)
    {
        if (DeliverySchedule.DelayAfter(delivery.Failures, retryAfter) is not { } delay)
        {
            await BuryAsync(delivery);
            return;
        }
        await store.RescheduleAsync(delivery, delay, CancellationToken.None);
        logger.WebhookFailed(delivery.Id, delivery.Receiver, delivery.Error!, delay);
    }

    private async Task BuryAsync(Delivery delivery)
    {
        await store.BuryAsync(delivery, CancellationToken.None);
        logger.WebhookDead(delivery.Id, delivery.Receiver, delivery.Error!);
    }

    // The process is stopping: the next one need not wait for the lease.
    private async Task ReleaseAsync(Delivery delivery)
    {
        try
        {
            await store.RescheduleAsync(delivery, TimeSpan.Zero, CancellationToken.None);
        }
        catch (OperationStoreException fault)
        {
            logger.WebhookNotStored(delivery.Id, delivery.Receiver, fault);
        }
    }
}
