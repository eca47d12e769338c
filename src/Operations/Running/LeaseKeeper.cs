using Microsoft.Extensions.Options;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Running;

/// <summary>Keeps a run's lease, and finds out when its operation was cancelled or taken over.</summary>
internal sealed class LeaseKeeper(IOperationStore store, OperationSignals signals, IOptions<OperationsOptions> options, TimeProvider time)
{
    // Half of the second within which a cancellation by another process must work.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly TimeSpan _renewal = options.Value.LeaseDuration / 3;

    /// <summary>Returns when the operation is no longer this run's.</summary>
    /// <exception cref="OperationCanceledException">The run ended first.</exception>
    public async Task KeepUntilLostAsync(RunId run, CancellationToken ended)
    {
        var renewed = time.GetTimestamp();
        for (var current = true; current;)
        {
            var cancelled = signals.Cancelled.Next;
            await cancelled.WithinAsync(Interval < _renewal ? Interval : _renewal, time, ended);
            var due = time.GetElapsedTime(renewed) >= _renewal;
            if (due)
                renewed = time.GetTimestamp();
            current = await IsCurrentAsync(run, due, ended);
        }
    }

    private async Task<bool> IsCurrentAsync(RunId run, bool renew, CancellationToken ended)
    {
        try
        {
            return await (renew ? store.RenewLeaseAsync(run, ended) : store.IsCurrentAsync(run, ended));
        }
        catch (OperationStoreException)
        {
            // Not known. Should the lease run out meanwhile, the fence holds.
            return true;
        }
    }
}
