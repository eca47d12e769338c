using Google.LongRunning;
using Transcribe.Server.Tests.Operations.Support;

namespace Transcribe.Server.Tests.Operations.Crash;

/// <summary>Two servers share a store. One is stopped for longer than its lease and then continues.</summary>
public sealed class StopTests
{
    private const string Lease = "Transcribe:Operations:LeaseDuration=00:00:04";

    [Fact]
    public async Task Stop_PastTheLease_TheOtherTakesOverAndOneResultStands()
    {
        using var folder = new TestFolder();
        await using var peer = await Peer.StartAsync();
        await using var stopped = await ServerProcess.StartAsync(folder.Path, Lease);
        var name = (await stopped.Clients.CreateAsync(Speech.At(peer.Held), webhook: peer.Hook)).Name;
        await Until.TrueAsync(() => peer.HeldFetches == 1);
        await StopOutsideTransactionAsync(stopped, folder.Path);

        await using var other = await ServerProcess.StartAsync(folder.Path, Lease);
        await Until.TrueAsync(() => peer.HeldFetches == 2);
        peer.Release();
        var ended = await other.Clients.EndAsync(name);
        var webhook = await peer.WebhookAsync(name);
        await stopped.SignalAsync("CONT");
        // The log says when the stopped run has noticed that it lost its lease.
        await Until.TrueAsync(() => stopped.HasLogged($"Operation {name["operations/".Length..]}, attempt 1: stopped"));

        Assert.Equal(Operation.ResultOneofCase.Response, ended.ResultCase);
        Assert.Equal((await other.Clients.Transcriber.TranscribeAsync(Speech.Inline())).Text, ServerClients.Response(ended).Text);
        Assert.InRange(ServerClients.Metadata(ended).Attempt, 2, int.MaxValue);
        Assert.Equal(ended, await other.Clients.GetAsync(name));
        Assert.Equal(ended, await stopped.Clients.GetAsync(name));
        Assert.Equal(ServerClients.Response(ended).Segments, (await Watched.ReadAsync(stopped.Clients, name)).Segments);
        Assert.Same(webhook, Assert.Single(peer.Received));
        Assert.Equal("ok", StoreFile.IntegrityOf(folder.Path));
    }

    // A process that is stopped while it writes keeps the lock of SQLite, and no other can take over until it continues or dies.
    private static Task StopOutsideTransactionAsync(ServerProcess server, string folder) => Until.TrueAsync(async () =>
    {
        await server.SignalAsync("STOP");
        if (StoreFile.TryLock(folder))
            return true;
        await server.SignalAsync("CONT");
        return false;
    });
}
