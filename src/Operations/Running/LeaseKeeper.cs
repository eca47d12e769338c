using Microsoft.Extensions.Options;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Running;

/// <summary>Renews the leases of runs, and detects that an operation was cancelled, deleted or taken over.</summary>
internal sealed class LeaseKeeper(
    IOperationStore store,
    OperationSignals signals,
    IOptions<OperationsOptions> options,
    TimeProvider time)
{
    // Half a second, because a cancellation by another process must take effect within a second.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly TimeSpan _lease = options.Value.LeaseDuration;
    private readonly TimeSpan _renewal = options.Value.LeaseDuration / 3;

    /// <summary>Renews a run's lease. Returns when the run has lost its operation.</summary>
    /// <exception cref="OperationCanceledException">The run ended first.</exception>
    public async Task KeepUntilLostAsync(RunId run, CancellationToken ended)
    {
        var renewed = time.GetTimestamp();
        var cancelled = signals.Cancelled.Next;
        for (var current = true; current;)
        {
            await cancelled.WithinAsync(Interval < _renewal ? Interval : _renewal, time, ended);
            var due = time.GetElapsedTime(renewed) >= _renewal;
            if (due)
                renewed = time.GetTimestamp();
            cancelled = signals.Cancelled.Next;
            current = await IsCurrentAsync(run, due, ended);
        }
    }

    private async Task<bool> IsCurrentAsync(RunId run, bool renew, CancellationToken ended)
    {
        try
        {
            return await (renew ? store.RenewLeaseAsync(run, _lease, ended) : store.IsCurrentAsync(run, ended));
        }
        catch (OperationStoreException)
        {
            // Unknown. If the lease has expired, the fence rejects this run's commits.
            return true;
        }
    }
}
