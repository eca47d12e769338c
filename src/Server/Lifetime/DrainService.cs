using Microsoft.Extensions.Options;

namespace Transcribe.Server.Lifetime;

/// <summary>
/// Lets the calls in progress finish when the host stops, before any other service is stopped. Meanwhile the health check reports
/// "draining".
/// </summary>
internal sealed class DrainService(WorkGate gate, IOptions<ServerOptions> options, TimeProvider time, ILogger<DrainService> logger)
    : IHostedLifecycleService
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The delay between the last response and the shutdown of the listener. Kestrel closes a connection immediately after the last status,
    /// even if the client is still sending. A client that receives the status and the close at the same time may report a lost connection
    /// and discard the response, as .NET's client does.
    /// </summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    /// <summary>Runs before the listener, the engine and all other services are stopped.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var (calls, empty) = await gate.CloseAsync();
        if (calls == 0)
            return;
        ServerLog.Draining(logger, calls, options.Value.DrainTimeout);
        try
        {
            await empty.WaitAsync(options.Value.DrainTimeout, time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            ServerLog.DrainTimedOut(logger, gate.Count);
            await gate.AbortAsync();
            // The aborted calls still send their status to the callers.
            await empty.WaitAsync(LastWords, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await Task.Delay(Farewell, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
