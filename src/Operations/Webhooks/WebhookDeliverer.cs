using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Webhooks;

/// <summary>Empties the outbox: many tries at once, few to any one receiver.</summary>
internal sealed class WebhookDeliverer(IDeliveryStore store, DeliveryExecutor attempt, OperationSignals signals, IOptions<WebhooksOptions> options, TimeProvider time) : BackgroundService
{
    private readonly WebhooksOptions _options = options.Value;

    // A list, as tries that end at once may share one completed task.
    private readonly List<(Task Try, string Receiver)> _underWay = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var posted = signals.Outbox.Next;
                await TryStartAsync(stoppingToken);
                await Task.WhenAny([posted, .. Tries]).WithinAsync(OperationSignals.PollInterval, time, stoppingToken);
                _underWay.RemoveAll(ended => ended.Try.IsCompleted);
            }
        }
        finally
        {
            await Task.WhenAll(Tries);
        }
    }

    private IEnumerable<Task> Tries => _underWay.Select(underWay => underWay.Try);

    private async Task TryStartAsync(CancellationToken stopping)
    {
        try
        {
            foreach (var receiver in await store.DueReceiversAsync(stopping))
                await StartAsync(receiver, stopping);
        }
        catch (OperationStoreException)
        {
            // Logged when it was noticed; the next poll tries again.
        }
    }

    private async Task StartAsync(string receiver, CancellationToken stopping)
    {
        while (_underWay.Count < _options.MaxConcurrent && _underWay.Count(other => other.Receiver == receiver) < _options.MaxConcurrentPerReceiver)
        {
            if (await attempt.ClaimAsync(receiver, stopping) is not { } delivery)
                return;
            _underWay.Add((attempt.RunAsync(delivery, stopping), receiver));
        }
    }
}
