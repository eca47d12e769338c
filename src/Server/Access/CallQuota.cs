using System.Threading.RateLimiting;
using Transcribe.Core;

namespace Transcribe.Server.Access;

/// <summary>Limits the calls per minute of each caller.</summary>
internal sealed class CallQuota(Allowances allowances) : IDisposable
{
    private readonly PartitionedRateLimiter<Caller> _limiter =
        PerMinute.Create<Caller>(caller => (caller.Account, allowances.Of(caller).CallsPerMinute));

    /// <summary>Deducts one call from the quota of the caller.</summary>
    /// <exception cref="Grpc.Core.RpcException">QUOTA_EXCEEDED.</exception>
    public void Take(Caller caller)
    {
        if (_limiter.Take(caller) is { } delay)
            throw QuotaExceeded.Of("calls per minute", delay);
    }

    public void Dispose() => _limiter.Dispose();
}
