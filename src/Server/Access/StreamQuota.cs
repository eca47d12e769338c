using System.Threading.RateLimiting;
using Transcribe.Core;

namespace Transcribe.Server.Access;

/// <summary>Limits the concurrent streams of each caller.</summary>
internal sealed class StreamQuota(Allowances allowances) : IDisposable
{
    // Nobody knows when a stream ends.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly PartitionedRateLimiter<Caller> _limiter =
        PartitionedRateLimiter.Create<Caller, (string Account, int Limit)>(caller =>
            allowances.Of(caller).ConcurrentStreams is > 0 and var limit
                ? RateLimitPartition.GetConcurrencyLimiter((caller.Account, limit), _ => new() { PermitLimit = limit, QueueLimit = 0 })
                : RateLimitPartition.GetNoLimiter(("", 0)));

    /// <summary>Counts a stream of the caller until the result is disposed of.</summary>
    /// <exception cref="Grpc.Core.RpcException">QUOTA_EXCEEDED.</exception>
    public IDisposable Enter(Caller caller)
    {
        var lease = _limiter.AttemptAcquire(caller);
        return lease.IsAcquired ? lease : throw QuotaExceeded.Of("concurrent streams", RetryAfter);
    }

    public void Dispose() => _limiter.Dispose();
}
