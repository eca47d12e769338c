using System.Threading.RateLimiting;

namespace Transcribe.Server.Access;

/// <summary>Token buckets that hold what is allowed in one minute and refill evenly.</summary>
internal static class PerMinute
{
    /// <summary>Creates a limiter with a bucket for each key and limit. A limit of 0 is none.</summary>
    /// <param name="select">Returns the key and the limit of a resource.</param>
    public static PartitionedRateLimiter<T> Create<T>(Func<T, (string Key, int Limit)> select) =>
        PartitionedRateLimiter.Create<T, (string Key, int Limit)>(resource => select(resource) is { Limit: > 0 } bucket
            ? RateLimitPartition.GetTokenBucketLimiter(bucket, Bucket)
            : RateLimitPartition.GetNoLimiter(("", 0)));

    /// <summary>Takes one token.</summary>
    /// <returns>Null, or the time until the next token if the bucket is empty.</returns>
    public static TimeSpan? Take<T>(this PartitionedRateLimiter<T> limiter, T resource)
    {
        using var lease = limiter.AttemptAcquire(resource);
        if (lease.IsAcquired)
            return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var delay) ? delay : TimeSpan.FromMinutes(1);
    }

    private static TokenBucketRateLimiterOptions Bucket((string Key, int Limit) bucket) => new()
    {
        TokenLimit = bucket.Limit,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1) / bucket.Limit,
        QueueLimit = 0,
    };
}
