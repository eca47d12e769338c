using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Operations.Store;
using Transcribe.Operations.Telemetry;

namespace Transcribe.Operations.Webhooks;

/// <summary>Executes delivery attempts: claims a delivery, sends it and stores the outcome.</summary>
internal sealed class DeliveryExecutor(
    IDeliveryStore store,
    IOperationStore operations,
    WebhookSender sender,
    OperationsMeter meter,
    IOptions<WebhooksOptions> options,
    ILogger<DeliveryExecutor> logger)
{
    // Time to store the outcome of an attempt that took its whole timeout.
    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(10);

    public Task<Delivery?> ClaimAsync(IDeliveryRoom room, CancellationToken cancel) =>
        store.ClaimAsync(room, options.Value.Timeout + LeaseMargin, cancel);

    /// <summary>Throws no exception. If the outcome cannot be stored, the delivery is attempted again.</summary>
    public async Task RunAsync(Delivery delivery, CancellationToken stopping)
    {
        try
        {
            await SettleAsync(delivery, await SendAsync(delivery, stopping));
        }
        catch (OperationCanceledException)
        {
            await ReleaseAsync(delivery);
        }
        catch (OperationStoreException fault)
        {
            logger.WebhookNotStored(delivery.Id, delivery.Receiver, fault);
        }
        catch (Exception fault)
        {
            // The claim expires, and the delivery is attempted again.
            logger.WebhookBroke(delivery.Id, delivery.Receiver, fault);
        }
    }

    private async Task<DeliveryResult> SendAsync(Delivery delivery, CancellationToken stopping)
    {
        // Without listeners, nobody needs the operation.
        var operation = Spans.Source.HasListeners()
            ? await operations.FindAsync(delivery.Tenant, delivery.OperationId, stopping)
            : null;
        using var span = Spans.Source.StartActivity(
            "webhook", ActivityKind.Client, parentContext: default, links: Spans.LinksTo(operation?.Request.TraceParent));
        span?.SetTag("transcribe.operation", delivery.OperationId).SetTag("server.address", delivery.Uri.IdnHost);
        var result = await sender.SendAsync(delivery, stopping);
        if (result is not DeliveryResult.Delivered)
            span?.SetStatus(ActivityStatusCode.Error, result is DeliveryResult.Failed failed ? failed.Reason : null);
        return result;
    }

    private Task SettleAsync(Delivery delivery, DeliveryResult result) => result switch
    {
        DeliveryResult.Failed failed => FailAsync(AfterFailure(delivery, failed.Reason), failed),
        DeliveryResult.Refused refused => BuryAsync(AfterFailure(delivery, refused.Reason)),
        _ => RemoveAsync(delivery),
    };

    private static Delivery AfterFailure(Delivery delivery, string reason) =>
        delivery with { Failures = delivery.Failures + 1, Error = reason };

    private async Task RemoveAsync(Delivery delivery)
    {
        await store.RemoveAsync(delivery, CancellationToken.None);
        meter.CountWebhook(OperationsMeter.Delivered);
        logger.WebhookDelivered(delivery.Id, delivery.Receiver);
    }

    private async Task FailAsync(Delivery delivery, DeliveryResult.Failed failed)
    {
        if (DeliverySchedule.DelayAfter(delivery.Failures, failed.RetryAfter) is not { } delay)
        {
            await BuryAsync(delivery);
            return;
        }
        await store.RescheduleAsync(delivery, delay, failed.TimedOut, CancellationToken.None);
        meter.CountWebhook(OperationsMeter.Failed);
        logger.WebhookFailed(delivery.Id, delivery.Receiver, delivery.Error!, delay);
    }

    private async Task BuryAsync(Delivery delivery)
    {
        await store.BuryAsync(delivery, CancellationToken.None);
        meter.CountWebhook(OperationsMeter.Dead);
        logger.WebhookDead(delivery.Id, delivery.Receiver, delivery.Error!);
    }

    // This process is stopping. The next one need not wait until the lease expires.
    private async Task ReleaseAsync(Delivery delivery)
    {
        try
        {
            await store.RescheduleAsync(delivery, TimeSpan.Zero, timedOut: false, CancellationToken.None);
        }
        catch (OperationStoreException fault)
        {
            logger.WebhookNotStored(delivery.Id, delivery.Receiver, fault);
        }
    }
}
