using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Telemetry;

/// <summary>Counts the operations that are not done every few seconds, so that a scrape does not wait for the store.</summary>
internal sealed class BacklogCounter(
    IEnumerable<IBacklogStore> stores, OperationsMeter meter, TimeProvider time, ILogger<BacklogCounter> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly IBacklogStore? _store = stores.FirstOrDefault();

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        meter.Start(hasBacklog: _store is not null);
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _store is null
        ? Task.CompletedTask
        : BackgroundWork.RepeatAsync("counting operations", stopping => CountAsync(_store, stopping), logger, time, stoppingToken);

    private async Task CountAsync(IBacklogStore store, CancellationToken stopping)
    {
        try
        {
            meter.Backlog = await store.CountAsync(stopping);
        }
        catch (OperationStoreException)
        {
            // StoreHealth logs faults of the store. The last count stands until the next one.
        }
        await Task.Delay(Interval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
