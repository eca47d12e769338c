using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Transcribe.Server.Lifetime;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Transcribe.Server.Tests.Health;

public sealed class HealthTests
{
    [Fact]
    public async Task Health_WhileLoadingAndThen_FollowsTheModel()
    {
        var loaded = false;
        await using var server = await TestServer.StartLoadingAsync(builder =>
            builder.Services.AddSingleton(provider => new Readiness(
                () => Volatile.Read(ref loaded), () => true, provider.GetRequiredService<IHostApplicationLifetime>())));
        var health = new Grpc.Health.V1.Health.HealthClient(server.Channel);

        using (var response = await server.Http.GetAsync("/health"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal("""{"status":"loading"}""", await response.Content.ReadAsStringAsync());
        }
        Assert.Equal("loading", (await server.Client.GetHealthAsync(new GetHealthRequest())).Status);
        Assert.Equal(ServingStatus.NotServing, (await health.CheckAsync(new HealthCheckRequest())).Status);
        var request = new TranscribeRequest { Content = Samples.English.Content };
        await Failure.AssertGrpcAsync(StatusCode.Unavailable, "NOT_READY", () => server.Client.TranscribeAsync(request).ResponseAsync);
        using (var response = await server.Http.PostAsync("/generate", new GenerateRequest { Url = "http://x" }))
            Assert.NotEmpty(await Failure.AssertDetailAsync(HttpStatusCode.ServiceUnavailable, response));

        Volatile.Write(ref loaded, true);
        Assert.Equal("""{"status":"ok"}""", await server.Http.GetStringAsync("/health"));
        foreach (var service in new[] { "", "transcribe.v1.Transcriber" })
            Assert.Equal(ServingStatus.Serving, (await health.CheckAsync(new HealthCheckRequest { Service = service })).Status);
    }

    [Fact]
    public async Task HealthWatch_ModelBecomesReady_TellsSo()
    {
        var loaded = false;
        await using var server = await TestServer.StartLoadingAsync(builder =>
            builder.Services.AddSingleton(provider => new Readiness(
                () => Volatile.Read(ref loaded), () => true, provider.GetRequiredService<IHostApplicationLifetime>())));
        using var watch = new Grpc.Health.V1.Health.HealthClient(server.Channel)
            .Watch(new HealthCheckRequest { Service = "transcribe.v1.Transcriber" });
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Volatile.Write(ref loaded, true);
        while (await watch.ResponseStream.MoveNext(limit.Token) && watch.ResponseStream.Current.Status != ServingStatus.Serving)
        {
            // The service is not ready yet, or not known yet.
        }
        Assert.Equal(ServingStatus.Serving, watch.ResponseStream.Current.Status);
    }
}
