using Microsoft.Extensions.Options;

namespace Transcribe.Server.Lifetime;

/// <summary>When the host is told to stop, lets the calls in progress finish before anything is taken down; meanwhile health says "draining".</summary>
internal sealed class DrainService(WorkGate gate, IOptions<ServerOptions> options, TimeProvider time, ILogger<DrainService> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Between the last answer and the end of its connection. Kestrel closes a connection right behind the last status, also where the caller still sends, and a
    /// client that finds both at once may report the loss of the connection and throw the answer away: .NET's does.
    /// </summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    /// <summary>Runs first of all: before the listener, the engine and the rest are stopped.</summary>
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
            // They still tell their callers why.
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
