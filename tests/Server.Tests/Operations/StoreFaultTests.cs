using System.Net;
using Google.Rpc;
using Grpc.Core;
using Transcribe.Server.Tests.Hosting;
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
        var aside = server.DataFolder + "-aside";
        Directory.Move(server.DataFolder, aside);
        await File.WriteAllTextAsync(server.DataFolder, "in the way");

        await server.RunAsync(ready: false);
        await Until.TrueAsync(async () => (string?)(await server.HealthAsync()).Body!["status"] == "unwritable");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.HealthAsync()).Status);
        var refused = await Assert.ThrowsAsync<RpcException>(() => server.Clients.CreateAsync(Speech.Inline()));
        Assert.Equal(Grpc.Core.StatusCode.Unavailable, refused.StatusCode);
        Assert.Equal("Operations cannot be stored at the moment", refused.Status.Detail);
        Assert.True(refused.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        Assert.Equal(ServerClients.Response(ended).Text, (await server.Clients.Transcriber.TranscribeAsync(Speech.Inline())).Text);

        File.Delete(server.DataFolder);
        Directory.Move(aside, server.DataFolder);
        await Until.TrueAsync(async () => (await server.HealthAsync()).Status == HttpStatusCode.OK);
        Assert.Equal(ended, await server.Clients.GetAsync(ended.Name));
    }
}
