using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Transcribe.Server.Access;

/// <summary>Calls a minute for each caller: a bucket of a minute's calls that refills evenly.</summary>
internal sealed class CallQuota(IOptions<AccessOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string>? _limiter = options.Value.CallsPerMinute == 0 ? null : Create(options.Value.CallsPerMinute);

    /// <summary>Takes one call from the caller's quota.</summary>
    /// <returns>Null when it was there, else how long to wait for the next.</returns>
    public TimeSpan? Take(string caller)
    {
        using var lease = _limiter?.AttemptAcquire(caller);
        if (lease is null || lease.IsAcquired)
            return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var delay) ? delay : TimeSpan.FromMinutes(1);
    }

    public void Dispose() => _limiter?.Dispose();

    private static PartitionedRateLimiter<string> Create(int callsPerMinute) =>
        PartitionedRateLimiter.Create<string, string>(caller => RateLimitPartition.GetTokenBucketLimiter(caller, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = callsPerMinute,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / callsPerMinute,
            QueueLimit = 0,
        }));
}
