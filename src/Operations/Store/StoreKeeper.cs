using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Transcribe.Operations.Store;

/// <summary>
/// Opens the store at start, repairs records, removes expired operations and orphaned audio, and probes a store that failed.
/// </summary>
internal sealed class StoreKeeper(
    IOperationStore store,
    IAudioStore audio,
    StoreHealth health,
    IOptions<OperationsOptions> options,
    TimeProvider time,
    ILogger<StoreKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    // Audio is written before the row of its operation, so younger audio may belong to an operation that is being created.
    private static readonly TimeSpan OrphanAge = TimeSpan.FromHours(1);

    private long? _swept;

    /// <summary>Opens the store. A store that cannot be opened does not prevent the start, because direct calls work without it.</summary>
    /// <exception cref="OperationStoreVersionException">A newer version of the program wrote the store.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryAsync(() => store.InitializeAsync(cancellationToken));
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ProbeInterval, time);
        await BackgroundWork.RepeatAsync(
            "cleaning the store of operations",
            async stopping =>
            {
                await KeepAsync(stopping);
                await timer.WaitForNextTickAsync(stopping);
            },
            logger,
            time,
            stoppingToken);
    }

    private async Task KeepAsync(CancellationToken stopping)
    {
        if (!health.IsWritable)
            await TryAsync(() => store.ProbeAsync(stopping));
        if (_swept is { } last && time.GetElapsedTime(last) < SweepInterval)
            return;
        _swept = time.GetTimestamp();
        // Each alone: a step that fails every time must not stop the retention.
        await TryAsync(() => RepairAsync(stopping));
        await TryAsync(() => DeleteExpiredAsync(stopping));
        await TryAsync(() => DeleteOrphansAsync(stopping));
    }

    private async Task RepairAsync(CancellationToken cancel)
    {
        if (await store.RepairAsync(options.Value.Retention, cancel) is > 0 and var repaired)
            logger.RecordsRepaired(repaired);
    }

    private async Task DeleteExpiredAsync(CancellationToken cancel)
    {
        while (await store.DeleteExpiredAsync(options.Value.Retention, cancel) is > 0 and var removed)
            logger.OperationsExpired(removed);
    }

    private async Task DeleteOrphansAsync(CancellationToken cancel)
    {
        var old = await audio.ListOlderThanAsync(OrphanAge, cancel);
        var active = await store.FindActiveAsync(old, cancel);
        foreach (var id in old.Where(id => !active.Contains(id)))
            await audio.DeleteAsync(id);
    }

    // The next tick tries again. StoreHealth logs failed writes.
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
