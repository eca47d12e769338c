using Microsoft.Extensions.Options;

namespace Transcribe.Server.Ports;

/// <summary>
/// Ends connections that have been without a request for too long. Kestrel does so itself, but each ping of an HTTP/2 client restarts its
/// clock.
/// </summary>
internal sealed class IdleConnections(
    ConnectionTable connections, IOptions<ServerOptions> options, TimeProvider time, ILogger<IdleConnections> logger) : BackgroundService
{
    /// <summary>The longest interval between two looks.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var limit = options.Value.IdleTimeout;
        using var timer = new PeriodicTimer(limit < Interval ? limit : Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                EndIdle(limit);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    // A connection can end by itself meanwhile. A fault would end the server otherwise.
    private void EndIdle(TimeSpan limit)
    {
        try
        {
            connections.EndIdle(limit);
        }
        catch (Exception fault)
        {
            ServerLog.IdleConnectionsFailed(logger, fault);
        }
    }
}
