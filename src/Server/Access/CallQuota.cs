using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Transcribe.Server.Access;

/// <summary>
/// Limits the calls per minute of each caller with a token bucket. The bucket holds the calls of one minute and refills evenly.
/// </summary>
internal sealed class CallQuota(IOptions<AccessOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string>? _limiter = options.Value.CallsPerMinute == 0
        ? null
        : Create(options.Value.CallsPerMinute);

    /// <summary>Deducts one call from the quota of the caller.</summary>
    /// <returns>Null if the call is within the quota, else the time until the next call is allowed.</returns>
    public TimeSpan? Take(string caller)
    {
        using var lease = _limiter?.AttemptAcquire(caller);
        if (lease is null || lease.IsAcquired)
            return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var delay) ? delay : TimeSpan.FromMinutes(1);
    }

    public void Dispose() => _limiter?.Dispose();

    private static PartitionedRateLimiter<string> Create(int callsPerMinute) =>
        PartitionedRateLimiter.Create<string, string>(caller => RateLimitPartition.GetTokenBucketLimiter(
            caller,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = callsPerMinute,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = TimeSpan.FromMinutes(1) / callsPerMinute,
                QueueLimit = 0,
            }));
}
