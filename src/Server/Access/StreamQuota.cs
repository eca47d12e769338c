using System.Threading.RateLimiting;
using Transcribe.Core;
using Transcribe.JsonTranscoding;

namespace Transcribe.Server.Access;

/// <summary>Limits the concurrent streams of each caller.</summary>
internal sealed class StreamQuota(Allowances allowances) : IStreamPlaces, IDisposable
{
    // Nobody knows when a stream ends.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly PartitionedRateLimiter<Caller> _limiter =
        PartitionedRateLimiter.Create<Caller, (string Account, int Limit)>(caller =>
            allowances.Of(caller).ConcurrentStreams is > 0 and var limit
                ? RateLimitPartition.GetConcurrencyLimiter((caller.Account, limit), _ => new() { PermitLimit = limit, QueueLimit = 0 })
                : RateLimitPartition.GetNoLimiter(("", 0)));

    /// <inheritdoc/>
    public IDisposable Enter(Caller caller)
    {
        var lease = _limiter.AttemptAcquire(caller);
        return lease.IsAcquired ? lease : throw QuotaExceeded.Of("concurrent streams", RetryAfter);
    }

    public void Dispose() => _limiter.Dispose();
}
