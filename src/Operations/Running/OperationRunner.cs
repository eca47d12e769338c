using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Running;

/// <summary>Runs operations, oldest first, in a fixed number of lanes. Any number of processes may do so on one store.</summary>
internal sealed class OperationRunner(
    IOperationStore store,
    ITranscriber transcriber,
    RunExecutor run,
    OperationSignals signals,
    IOptions<OperationsOptions> options,
    TimeProvider time) : BackgroundService
{
    // Tells an operator who holds an operation; it is the attempt's number that fences.
    private readonly string _owner = $"{Environment.MachineName}/{Environment.ProcessId}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A process that cannot run operations yet leaves them to those that can.
        while (!transcriber.IsReady)
            await Task.Delay(OperationSignals.PollInterval, time, stoppingToken);
        var lanes = options.Value.MaxRunning > 0 ? options.Value.MaxRunning : transcriber.Concurrency;
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(_ => RunLaneAsync(stoppingToken)));
    }

    private async Task RunLaneAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var queued = signals.Queued.Next;
            if (await TryClaimAsync(stopping) is { } operation)
                await run.RunAsync(operation, stopping);
            else
                await queued.WithinAsync(OperationSignals.PollInterval, time, stopping);
        }
    }

    // A claim that was made is never dropped, so it takes no token.
    private async Task<Operation?> TryClaimAsync(CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        try
        {
            return await store.ClaimAsync(_owner, CancellationToken.None);
        }
        catch (OperationStoreException)
        {
            // Logged when it was noticed; the next poll tries again.
            return null;
        }
    }
}
