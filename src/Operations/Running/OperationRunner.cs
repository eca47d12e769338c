using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Transcribe.Engine.Inference;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Running;

/// <summary>Runs operations, oldest first, in a fixed number of lanes. Any number of processes may do so on one store.</summary>
internal sealed class OperationRunner(
    IOperationStore store,
    ITranscriber transcriber,
    OperationRun run,
    OperationSignals signals,
    IOptions<OperationsOptions> options,
    IOptions<InferenceOptions> inference,
    TimeProvider time) : BackgroundService
{
    // Tells an operator who holds an operation; it is the attempt's number that fences.
    private readonly string _owner = $"{Environment.MachineName}/{Environment.ProcessId}";

    private int Lanes => options.Value.MaxRunning > 0 ? options.Value.MaxRunning : inference.Value.Slots;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => RunLaneAsync(stoppingToken)));

    private async Task RunLaneAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var queued = signals.Queued.Next;
            // A process that cannot run it yet leaves an operation to those that can.
            if (transcriber.IsReady && await TryClaimAsync(stopping) is { } operation)
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
