using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Transcribe.Server.Access;

/// <summary>Limits the guesses at keys from one address. Calls with a right key are not counted.</summary>
internal sealed class WrongKeys(IOptions<AccessOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter =
        PerMinute.Create<string>(address => (address, options.Value.WrongKeysPerMinute));

    /// <summary>Counts a wrong key.</summary>
    /// <exception cref="Grpc.Core.RpcException">QUOTA_EXCEEDED.</exception>
    public void Count(HttpContext context)
    {
        if (_limiter.Take(Addresses.AccountOf(context.Connection.RemoteIpAddress)) is { } delay)
            throw QuotaExceeded.Of("wrong keys per minute", delay);
    }

    public void Dispose() => _limiter.Dispose();
}
