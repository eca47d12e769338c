using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Transcribe.Operations.Store;

/// <summary>Opens the store at start, removes what has expired or was left behind, and finds out when a store that failed works again.</summary>
internal sealed class StoreKeeper(IOperationStore store, SpoolFolder spool, StoreHealth health, TimeProvider time, ILogger<StoreKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    // Audio this young may belong to a creation that has yet to store its row.
    private static readonly TimeSpan OrphanAge = TimeSpan.FromHours(1);

    /// <summary>A store that cannot be opened does not keep the server from starting: direct calls need none.</summary>
    /// <exception cref="OperationStoreVersionException">A newer program wrote it.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryAsync(() => store.InitializeAsync(cancellationToken));
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var swept = DateTimeOffset.MinValue;
        using var timer = new PeriodicTimer(ProbeInterval, time);
        do
        {
            if (!health.IsWritable)
                await TryAsync(() => store.ProbeAsync(stoppingToken));
            if (time.GetUtcNow() - swept < SweepInterval)
                continue;
            swept = time.GetUtcNow();
            await TryAsync(() => SweepAsync(stoppingToken));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SweepAsync(CancellationToken cancel)
    {
        while (await store.DeleteExpiredAsync(cancel) is > 0 and var removed)
            logger.OperationsExpired(removed);
        foreach (var id in spool.IdsBefore(time.GetUtcNow() - OrphanAge))
        {
            if (!await store.IsActiveAsync(id, cancel))
                spool.Delete(id);
        }
    }

    // Health has taken note of the failure and logged it; the next tick tries again.
    private static async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationStoreException)
        {
        }
    }
}
