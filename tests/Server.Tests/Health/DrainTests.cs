using System.Net;
using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Server.Lifetime;
using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Live;
using Transcribe.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Transcribe.Server.Tests.Health;

public sealed class DrainTests
{
    [Fact]
    public async Task Stop_WorkIsRunning_FinishesItAndTakesNoMore()
    {
        await using var file = await GatedFile.StartAsync();
        await using var server = await TestServer.StartAsync("Transcribe:Server:DrainTimeout=01:00:00");
        using var running = server.Client.TranscribeAsync(new TranscribeRequest { Uri = file.Url });
        await file.Asked;

        var stop = server.StopAsync();
        await Until.TrueAsync(async () => await HealthAsync(server) == """{"status":"draining"}""");
        var request = new TranscribeRequest { Content = Samples.English.Content };
        var status = await Failure.AssertGrpcAsync(
            StatusCode.Unavailable, "NOT_READY", () => server.Client.TranscribeAsync(request).ResponseAsync);
        Assert.Equal(5, status.GetDetail<RetryInfo>()!.RetryDelay.Seconds);
        using (var response = await server.Http.PostAsync("/v1/transcribe", request))
        {
            await Failure.AssertEnvelopeAsync(HttpStatusCode.ServiceUnavailable, "UNAVAILABLE", "NOT_READY", response);
            Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
        }
        // An orchestrator also checks over a new connection.
        using (var channel = GrpcChannel.ForAddress(server.Address))
            Assert.Equal(
                ServingStatus.NotServing,
                (await new Grpc.Health.V1.Health.HealthClient(channel).CheckAsync(new HealthCheckRequest())).Status);
        Assert.False(stop.IsCompleted);

        file.Release();
        Samples.English.AssertHeardIn((await running.ResponseAsync).Text);
        await stop.WaitAsync(Until.Longest);
    }

    [Fact]
    public async Task Stop_WorkDoesNotFinishInTime_IsEndedWithAReason()
    {
        await using var file = await GatedFile.StartAsync();
        await using var server = await TestServer.StartAsync("Transcribe:Server:DrainTimeout=00:00:00.2");
        using var running = server.Client.TranscribeAsync(new TranscribeRequest { Uri = file.Url });
        await file.Asked;

        var stop = server.StopAsync();
        await Failure.AssertGrpcAsync(StatusCode.Unavailable, "NOT_READY", () => running.ResponseAsync);
        await stop.WaitAsync(Until.Longest);
        await file.Abandoned;
    }

    [Fact]
    public async Task Stop_LastCallIsAnswered_ItsConnectionOutlivesTheAnswer()
    {
        var time = new FakeTimeProvider();
        await using var server = await TestServer.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(time));
        // The client still sends when the answer comes; Kestrel closes without reading the rest.
        using var call = server.Client.TranscribeLive(deadline: LiveRun.Deadline);
        await call.RequestStream.WriteAsync(new TranscribeLiveRequest { Config = LiveRun.Config(LiveRun.Linear16) });
        var gate = server.Services.GetRequiredService<WorkGate>();
        await Until.TrueAsync(() => gate.Count == 1);

        var stop = server.StopAsync();
        await Failure.AssertGrpcAsync(StatusCode.Unavailable, "NOT_READY", () => call.ResponseStream.MoveNext(CancellationToken.None));
        await Until.TrueAsync(() => gate.Count == 0);
        Assert.Equal(
            ServingStatus.NotServing,
            (await new Grpc.Health.V1.Health.HealthClient(server.Channel).CheckAsync(new HealthCheckRequest())).Status);
        Assert.False(stop.IsCompleted);

        await time.PassAsync(stop);
    }

    [Fact]
    public async Task Stop_NothingRuns_StopsAtOnce()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Server:DrainTimeout=01:00:00");
        await server.StopAsync().WaitAsync(Until.Longest);
        await Assert.ThrowsAsync<HttpRequestException>(() => server.Http.GetAsync("/health"));
    }

    private static async Task<string> HealthAsync(TestServer server)
    {
        using var response = await server.Http.GetAsync("/health");
        return await response.Content.ReadAsStringAsync();
    }
}
