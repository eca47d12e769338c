using System.Net;
using Google.Rpc;
using Grpc.Core;
using Transcribe.Server.Tests.Operations.Support;

namespace Transcribe.Server.Tests.Operations;

public sealed class StoreFaultTests
{
    [Fact]
    public async Task Store_CannotBeWritten_SaysSoServesTheRestAndRecoversWithoutLoss()
    {
        await using var server = await OperationsServer.StartAsync();
        var ended = await server.Clients.EndAsync((await server.Clients.CreateAsync(Speech.Inline())).Name);
        await server.StopAsync();
        // The folder is a link to a missing volume. The link appears in one step, so the server cannot create its own folder in between.
        var (volume, away) = (server.DataFolder + "-volume", server.DataFolder + "-away");
        Directory.Move(server.DataFolder, away);
        File.CreateSymbolicLink(server.DataFolder, volume);

        await server.RunAsync(ready: false);
        await Until.TrueAsync(async () => (string?)(await server.HealthAsync()).Body!["status"] == "unwritable");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.HealthAsync()).Status);
        var refused = await Assert.ThrowsAsync<RpcException>(() => server.Clients.CreateAsync(Speech.Inline()));
        Assert.Equal(Grpc.Core.StatusCode.Unavailable, refused.StatusCode);
        Assert.Equal("Operations cannot be stored at the moment", refused.Status.Detail);
        Assert.True(refused.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        Assert.Equal(ServerClients.Response(ended).Text, (await server.Clients.Transcriber.TranscribeAsync(Speech.Inline())).Text);

        Directory.Move(away, volume);
        await Until.TrueAsync(async () => (await server.HealthAsync()).Status == HttpStatusCode.OK);
        Assert.Equal(ended, await server.Clients.GetAsync(ended.Name));
    }
}
