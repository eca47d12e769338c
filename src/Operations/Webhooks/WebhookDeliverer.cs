using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Webhooks;

/// <summary>Delivers the webhooks in the outbox. Limits the concurrent attempts, in all and per receiver.</summary>
internal sealed class WebhookDeliverer(
    IDeliveryStore store,
    DeliveryExecutor deliveries,
    OperationSignals signals,
    IOptions<WebhooksOptions> options,
    TimeProvider time,
    ILogger<WebhookDeliverer> logger) : BackgroundService
{
    private readonly WebhooksOptions _options = options.Value;

    // A list and no dictionary: attempts that end synchronously may share one completed task.
    private readonly List<(Task Attempt, string Receiver)> _running = [];

    private IEnumerable<Task> Attempts => _running.Select(running => running.Attempt);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await BackgroundWork.RepeatAsync("delivering webhooks", DeliverAsync, logger, time, stoppingToken);
        }
        finally
        {
            await Task.WhenAll(Attempts);
        }
    }

    private async Task DeliverAsync(CancellationToken stopping)
    {
        var posted = signals.Outbox.Next;
        await TryStartAsync(stopping);
        await Task.WhenAny([posted, .. Attempts]).WithinAsync(OperationSignals.PollInterval, time, stopping);
        _running.RemoveAll(ended => ended.Attempt.IsCompleted);
    }

    private async Task TryStartAsync(CancellationToken stopping)
    {
        try
        {
            foreach (var receiver in await store.DueReceiversAsync(stopping))
                await StartAsync(receiver, stopping);
        }
        catch (OperationStoreException)
        {
            // The next poll tries again. StoreHealth logs failed writes.
        }
    }

    private async Task StartAsync(string receiver, CancellationToken stopping)
    {
        while (HasRoomFor(receiver))
        {
            if (await deliveries.ClaimAsync(receiver, stopping) is not { } delivery)
                return;
            _running.Add((deliveries.RunAsync(delivery, stopping), receiver));
        }
    }

    private bool HasRoomFor(string receiver) =>
        _running.Count < _options.MaxConcurrent
        && _running.Count(other => other.Receiver == receiver) < _options.MaxConcurrentPerReceiver;
}
