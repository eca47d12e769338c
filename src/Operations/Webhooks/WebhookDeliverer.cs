using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Transcribe.Operations.Running;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Webhooks;

/// <summary>Empties the outbox: many tries at once, few to any one receiver.</summary>
internal sealed class WebhookDeliverer(IDeliveryStore store, DeliveryTry attempt, OperationSignals signals, IOptions<WebhooksOptions> options, TimeProvider time) : BackgroundService
{
    private readonly WebhooksOptions _options = options.Value;
    private readonly Dictionary<string, int> _underWay = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var tries = new Dictionary<Task, string>();
        try
        {
            while (true)
            {
                var posted = signals.Outbox.Next;
                await TryStartAsync(tries, stoppingToken);
                await Task.WhenAny([posted, .. tries.Keys]).WithinAsync(OperationSignals.PollInterval, time, stoppingToken);
                foreach (var ended in tries.Keys.Where(task => task.IsCompleted).ToList())
                    Release(tries, ended);
            }
        }
        finally
        {
            await Task.WhenAll(tries.Keys);
        }
    }

    private async Task TryStartAsync(Dictionary<Task, string> tries, CancellationToken stopping)
    {
        try
        {
            foreach (var receiver in await store.DueReceiversAsync(stopping))
                await StartAsync(receiver, tries, stopping);
        }
        catch (OperationStoreException)
        {
            // Logged when it was noticed; the next poll tries again.
        }
    }

    private async Task StartAsync(string receiver, Dictionary<Task, string> tries, CancellationToken stopping)
    {
        while (tries.Count < _options.MaxConcurrent && _underWay.GetValueOrDefault(receiver) < _options.MaxConcurrentPerReceiver)
        {
            if (await attempt.ClaimAsync(receiver, stopping) is not { } delivery)
                return;
            _underWay[receiver] = _underWay.GetValueOrDefault(receiver) + 1;
            tries.Add(attempt.RunAsync(delivery, stopping), receiver);
        }
    }

    private void Release(Dictionary<Task, string> tries, Task ended)
    {
        tries.Remove(ended, out var receiver);
        if (--_underWay[receiver!] == 0)
            _underWay.Remove(receiver!);
    }
}
