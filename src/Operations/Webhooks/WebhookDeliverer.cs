using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Transcribe.Operations.Webhooks;

/// <summary>Delivers the webhooks in the outbox. Tenants take turns, and so do the receivers of each.</summary>
internal sealed class WebhookDeliverer(
    DeliveryExecutor deliveries,
    OperationSignals signals,
    IOptions<WebhooksOptions> options,
    TimeProvider time,
    ILogger<WebhookDeliverer> logger) : BackgroundService
{
    private readonly RunningAttempts _attempts = new(options.Value);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await BackgroundWork.RepeatAsync("delivering webhooks", DeliverAsync, logger, time, stoppingToken);
        }
        finally
        {
            await Task.WhenAll(_attempts.All);
        }
    }

    private async Task DeliverAsync(CancellationToken stopping)
    {
        var posted = signals.Outbox.Next;
        await TryStartAsync(stopping);
        await Task.WhenAny([posted, .. _attempts.All]).WithinAsync(OperationSignals.PollInterval, time, stopping);
    }

    private async Task TryStartAsync(CancellationToken stopping)
    {
        try
        {
            while (HasRoom() && await deliveries.ClaimAsync(_attempts, stopping) is { } delivery)
                _attempts.Add(deliveries.RunAsync(delivery, stopping), delivery);
        }
        catch (OperationStoreException)
        {
            // The next poll tries again. StoreHealth logs failed writes.
        }
    }

    private bool HasRoom()
    {
        _attempts.RemoveEnded();
        return _attempts.HasRoom();
    }
}
