using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Server.Ports;

namespace Transcribe.Server.Tests.Ports;

public sealed class IdleConnectionsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ServerOptions _options = new() { IdleTimeout = TimeSpan.FromMinutes(1) };

    [Fact]
    public async Task Pass_AConnectionThatFailsToEnd_DoesNotEndTheWorkAndTheConnectionIsAborted()
    {
        var connections = new ConnectionTable(most: 2, mostPerAddress: 2, _clock);
        // It has no feature by which it could be asked to end.
        var broken = new DefaultConnectionContext();
        var aborted = new TaskCompletionSource();
        using var closed = broken.ConnectionClosed.Register(aborted.SetResult);
        var served = connections.Admit(_ => aborted.Task)(broken);
        using var service = new IdleConnections(connections, Options.Create(_options), _clock, NullLogger<IdleConnections>.Instance);
        await service.StartAsync(default);

        await Until.TrueAsync(() => served.IsCompleted, _clock, TimeSpan.FromSeconds(10));

        Assert.False(service.ExecuteTask!.IsCompleted);
        await service.StopAsync(default);
    }
}
