using System.Net;
using Google.Rpc;
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
                () => Volatile.Read(ref loaded), provider.GetRequiredService<IHostApplicationLifetime>())));
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
    public async Task Probes_WhileLoadingAndThen_FollowTheModel()
    {
        var loaded = false;
        await using var server = await TestServer.StartLoadingAsync(builder =>
            builder.Services.AddSingleton(provider =>
                new Readiness(() => Volatile.Read(ref loaded), provider.GetRequiredService<IHostApplicationLifetime>())));

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(server, "/livez")).Status);
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, """{"status":"loading","operations":"ok","spool":"ok"}"""),
            await GetAsync(server, "/readyz"));

        Volatile.Write(ref loaded, true);
        Assert.Equal((HttpStatusCode.OK, """{"status":"ok","operations":"ok","spool":"ok"}"""), await GetAsync(server, "/readyz"));
        await Until.TrueAsync(async () => await GetAsync(server, "/startupz") == (HttpStatusCode.OK, """{"status":"ok"}"""));
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    [InlineData("/startupz")]
    [InlineData("/v1/models")]
    [InlineData("/v1/operations")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs")]
    [InlineData("/metrics")]
    public async Task Head_WhereGetIsAnswered_GivesItsStatusAndHeadersAndNoBody(string path)
    {
        await using var server = await TestServer.StartAsync();
        using var got = await server.Http.GetAsync(path);

        using var head = await server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.Equal((got.StatusCode, got.Content.Headers.ContentType), (head.StatusCode, head.Content.Headers.ContentType));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Spool_RootIsAway_RefusesWhatNeedsItAndTellsSo()
    {
        using var folder = new TestFolder();
        var root = folder["spool"];
        await using var server = await TestServer.StartAsync($"Transcribe:Audio:SpoolFolder={root}");
        Directory.Delete(root, recursive: true);
        await File.WriteAllTextAsync(root, "a file in its place");
        var request = new TranscribeRequest { Content = Samples.English.Content };

        var status = await Failure.AssertGrpcAsync(
            StatusCode.Unavailable, "SPOOL_UNAVAILABLE", () => server.Client.TranscribeAsync(request).ResponseAsync);
        Assert.Equal(5, status.GetDetail<RetryInfo>()!.RetryDelay.Seconds);
        Assert.Equal((HttpStatusCode.OK, """{"status":"ok","operations":"ok","spool":"unavailable"}"""), await GetAsync(server, "/readyz"));

        File.Delete(root);
        Samples.English.AssertHeardIn((await server.Client.TranscribeAsync(request)).Text);
        Assert.Equal((HttpStatusCode.OK, """{"status":"ok","operations":"ok","spool":"ok"}"""), await GetAsync(server, "/readyz"));
    }

    private static async Task<(HttpStatusCode Status, string Body)> GetAsync(TestServer server, string path)
    {
        using var response = await server.Http.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task HealthWatch_ModelBecomesReady_TellsSo()
    {
        var loaded = false;
        await using var server = await TestServer.StartLoadingAsync(builder =>
            builder.Services.AddSingleton(provider => new Readiness(
                () => Volatile.Read(ref loaded), provider.GetRequiredService<IHostApplicationLifetime>())));
        using var watch = new Grpc.Health.V1.Health.HealthClient(server.Channel)
            .Watch(new HealthCheckRequest { Service = "transcribe.v1.Transcriber" });
        using var limit = new CancellationTokenSource(Until.Longest);
        Volatile.Write(ref loaded, true);
        while (await watch.ResponseStream.MoveNext(limit.Token) && watch.ResponseStream.Current.Status != ServingStatus.Serving)
        {
            // The service is not ready yet, or not known yet.
        }
        Assert.Equal(ServingStatus.Serving, watch.ResponseStream.Current.Status);
    }
}
