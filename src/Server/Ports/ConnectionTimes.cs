using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Transcribe.Server.Ports;

/// <summary>The times after which connections end whose peers are dead, slow or idle. They hold for HTTP/1.1 and HTTP/2.</summary>
internal static class ConnectionTimes
{
    /// <summary>The time for the headers of a request.</summary>
    private static readonly TimeSpan Headers = TimeSpan.FromSeconds(15);

    /// <summary>The time without a frame after which an HTTP/2 peer is asked whether it is alive, and its time to reply.</summary>
    private static readonly TimeSpan PingDelay = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The slowest body, on average over its time. A slow mobile connection sends ten times as much. It does not hold for streams from the
    /// client: the gRPC library switches it off for them, and it ends with the upgrade to a WebSocket. Live audio has its own limits.
    /// </summary>
    private static readonly MinDataRate Body = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(10));

    public static void Apply(KestrelServerLimits limits, TimeSpan idle)
    {
        limits.KeepAliveTimeout = idle;
        limits.RequestHeadersTimeout = Headers;
        limits.MinRequestBodyDataRate = Body;
        limits.Http2.KeepAlivePingDelay = PingDelay;
        limits.Http2.KeepAlivePingTimeout = PingTimeout;
    }
}
