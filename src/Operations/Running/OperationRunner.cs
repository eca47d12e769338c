using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Running;

/// <summary>
/// Claims operations and runs them. A fixed number of lanes transcribe; operations with remote audio take a lane when they have fetched it.
/// The tenants take turns. Many processes can run operations of one store.
/// </summary>
internal sealed class OperationRunner(
    IOperationStore store,
    ITranscriber transcriber,
    RunExecutor runs,
    OperationSignals signals,
    IOptions<OperationsOptions> options,
    TimeProvider time,
    ILogger<OperationRunner> logger) : BackgroundService
{
    // Unique, because a restarted container has the same name and process id.
    private readonly string _owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    private readonly OperationsOptions _options = options.Value;
    private readonly ChangeSignal _freed = new();
    private readonly List<Task> _running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // While this process cannot run operations, other processes may claim them.
        while (!transcriber.IsReady && !stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(OperationSignals.PollInterval, time, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        var lanes = new Lanes(_options.MaxRunning > 0 ? _options.MaxRunning : transcriber.Concurrency, _freed);
        var fetching = new FetchingRuns(_options, _freed);
        await BackgroundWork.RepeatAsync(
            "running operations", stopping => StartNextAsync(lanes, fetching, stopping), logger, time, stoppingToken);
        await Task.WhenAll(_running);
    }

    private async Task StartNextAsync(Lanes lanes, FetchingRuns fetching, CancellationToken stopping)
    {
        var (queued, freed) = (signals.Queued.Next, _freed.Next);
        _running.RemoveAll(run => run.IsCompleted);
        var hasLane = lanes.TryEnter();
        var operation = default(Operation);
        try
        {
            operation = await TryClaimAsync(fetching.Room(inline: hasLane), stopping);
        }
        finally
        {
            if (hasLane && operation is not { Request.Uri: null })
                lanes.Decline();
        }
        if (operation is null)
        {
            await Task.WhenAny(queued, freed).WithinAsync(OperationSignals.PollInterval, time, stopping);
            return;
        }
        // An unreadable record may have lost the URL of its audio. It needs no lane, because it fails at once.
        var place = hasLane && operation.Request.Uri is null ? lanes.Occupy() : fetching.Enter(operation.Tenant);
        _running.Add(Task.Run(() => RunAsync(operation, place, lanes, stopping), CancellationToken.None));
    }

    // The claim itself takes no token: a cancelled call could leave an operation claimed and not run.
    private async Task<Operation?> TryClaimAsync(ClaimRoom room, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        if (!room.IsAny)
            return null;
        try
        {
            return await store.ClaimAsync(_owner, room, _options.LeaseDuration, CancellationToken.None);
        }
        catch (OperationStoreException)
        {
            // StoreHealth has logged the failure. The next poll tries again.
            return null;
        }
    }

    private async Task RunAsync(Operation operation, Place place, Lanes lanes, CancellationToken stopping)
    {
        var lane = default(Place);
        try
        {
            await runs.RunAsync(operation, FetchedAsync, stopping);
        }
        catch (Exception fault)
        {
            // The lease expires, and the operation runs again.
            logger.RunBroke(operation.Id, operation.Attempt, fault);
        }
        finally
        {
            lane?.Dispose();
            place.Dispose();
        }

        async Task FetchedAsync(CancellationToken cancel)
        {
            lane = await BeginAsync(operation, lanes, cancel);
            place.Dispose();
        }
    }

    // A run that must wait for a suspect holds no lane meanwhile, because the suspect may need it.
    private async Task<Place> BeginAsync(Operation operation, Lanes lanes, CancellationToken cancel)
    {
        while (true)
        {
            var queued = signals.Queued.Next;
            var lane = await lanes.EnterAsync(operation.Tenant, cancel);
            try
            {
                if (await store.BeginAsync(operation.Run, _owner, _options.LeaseDuration, cancel))
                    return lane;
            }
            catch
            {
                lane.Dispose();
                throw;
            }
            lane.Dispose();
            await queued.WithinAsync(OperationSignals.PollInterval, time, cancel);
        }
    }
}
