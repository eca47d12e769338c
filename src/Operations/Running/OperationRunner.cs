using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Running;

/// <summary>
/// Claims operations and runs them in a fixed number of lanes. The tenants take turns. Many processes can run operations of one store.
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // While this process cannot run operations, other processes may claim them.
        while (!transcriber.IsReady && !stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(OperationSignals.PollInterval, time, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        var lanes = options.Value.MaxRunning > 0 ? options.Value.MaxRunning : transcriber.Concurrency;
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(_ =>
            BackgroundWork.RepeatAsync("running operations", RunNextAsync, logger, time, stoppingToken)));
    }

    private async Task RunNextAsync(CancellationToken stopping)
    {
        var queued = signals.Queued.Next;
        if (await TryClaimAsync(stopping) is { } operation)
            await runs.RunAsync(operation, stopping);
        else
            await queued.WithinAsync(OperationSignals.PollInterval, time, stopping);
    }

    // The claim itself takes no token: a cancelled call could leave an operation claimed and not run.
    private async Task<Operation?> TryClaimAsync(CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        try
        {
            return await store.ClaimAsync(_owner, options.Value.LeaseDuration, CancellationToken.None);
        }
        catch (OperationStoreException)
        {
            // StoreHealth has logged the failure. The next poll tries again.
            return null;
        }
    }
}
