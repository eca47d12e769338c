using System.Net;
using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Transcribe.Server.Tests.Operations.Support;
using static Grpc.Health.V1.HealthCheckResponse.Types;

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
        await Until.TrueAsync(async () => await OperationsWordAsync(server) == "unavailable");
        // Direct calls work, so no probe takes the server out of service.
        foreach (var probe in new[] { "/health", "/livez", "/readyz", "/startupz" })
            await Until.TrueAsync(async () => (await Json.GetAsync(server.Clients.Http, probe)).Status == HttpStatusCode.OK);
        Assert.Equal(ServingStatus.Serving, await ServingAsync(server, "transcribe.v1.Transcriber"));
        Assert.Equal(ServingStatus.NotServing, await ServingAsync(server, "google.longrunning.Operations"));
        var refused = await Assert.ThrowsAsync<RpcException>(() => server.Clients.CreateAsync(Speech.Inline()));
        Assert.Equal(Grpc.Core.StatusCode.Unavailable, refused.StatusCode);
        Assert.Equal("Operations cannot be stored at the moment", refused.Status.Detail);
        Assert.True(refused.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        Assert.Equal(ServerClients.Response(ended).Text, (await server.Clients.Transcriber.TranscribeAsync(Speech.Inline())).Text);

        Directory.Move(away, volume);
        await Until.TrueAsync(async () => await OperationsWordAsync(server) == "ok");
        Assert.Equal(ServingStatus.Serving, await ServingAsync(server, "google.longrunning.Operations"));
        Assert.Equal(ended, await server.Clients.GetAsync(ended.Name));
    }

    private static async Task<string?> OperationsWordAsync(OperationsServer server) =>
        (string?)(await Json.GetAsync(server.Clients.Http, "/readyz")).Body!["operations"];

    private static async Task<ServingStatus> ServingAsync(OperationsServer server, string service)
    {
        using var channel = GrpcChannel.ForAddress(server.Clients.Http.BaseAddress!);
        return (await new Grpc.Health.V1.Health.HealthClient(channel).CheckAsync(new HealthCheckRequest { Service = service })).Status;
    }
}
