using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Transcribe.Server.Ports;

namespace Transcribe.Server.Lifetime;

/// <summary>
/// Logs the address once the server listens. The messages of the framework are disabled because they also name the hidden endpoint, which
/// accepts no connections.
/// </summary>
internal sealed class StartupNotice(IServer server, ILogger<StartupNotice> logger) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        foreach (var address in addresses.Where(address => !HiddenEndPoint.IsIn(address)))
            ServerLog.Listening(logger, address);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
