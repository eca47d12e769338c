using System.Globalization;
using System.Net;
using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Access;

public sealed class AccessTests
{
    private const string Key = "correct-horse-battery";
    private const string OtherKey = "staple-horse-battery";

    private static readonly ListModelsRequest Request = new();

    [Fact]
    public async Task Keys_Configured_OnlyTheirHoldersCall()
    {
        await using var server = await TestServer.StartAsync($"Transcribe:Access:Keys:0={Key}", $"Transcribe:Access:Keys:1={OtherKey}");
        Metadata[] wrong =
        [
            [], Header("x-api-key", "wrong"), Header("authorization", $"Basic {Key}"), Header("authorization", $"Bearer {Key}x"),
        ];
        foreach (var headers in wrong)
            await Failure.AssertGrpcAsync(
                StatusCode.Unauthenticated, "UNAUTHENTICATED", () => server.Client.ListModelsAsync(Request, headers).ResponseAsync);
        foreach (var headers in new[] { Header("x-api-key", Key), Header("authorization", $"Bearer {OtherKey}") })
            Assert.Single((await server.Client.ListModelsAsync(Request, headers)).Models);
    }

    [Fact]
    public async Task Keys_ConfiguredAndHttpCallWithout_Is401InBothShapes()
    {
        await using var server = await TestServer.StartAsync($"Transcribe:Access:Keys:0={Key}");
        using var operations = await server.Http.GetAsync("/v1/operations");
        await Failure.AssertEnvelopeAsync(HttpStatusCode.Unauthorized, "UNAUTHENTICATED", "UNAUTHENTICATED", operations);
        Assert.Equal("Bearer", Assert.Single(operations.Headers.WwwAuthenticate).Scheme);
        using var generate = await server.Http.PostAsync("/generate", """{"url":"http://x"}""");
        await Failure.AssertDetailAsync(HttpStatusCode.Unauthorized, generate);
        using var allowed = await server.Http.PostAsync("/v1/transcribe", "{}", ("x-api-key", Key));
        Assert.Equal(HttpStatusCode.BadRequest, allowed.StatusCode);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs/")]
    public async Task Keys_Configured_HealthAndDocumentationStayOpen(string path)
    {
        await using var server = await TestServer.StartAsync($"Transcribe:Access:Keys:0={Key}");
        using var response = await server.Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var health = await new Grpc.Health.V1.Health.HealthClient(server.Channel).CheckAsync(new HealthCheckRequest());
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
    }

    [Fact]
    public async Task Quota_Exceeded_IsRefusedUntilLater()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Access:CallsPerMinute=1");
        await server.Client.ListModelsAsync(Request);
        var status = await Failure.AssertGrpcAsync(
            StatusCode.ResourceExhausted, "QUOTA_EXCEEDED", () => server.Client.ListModelsAsync(Request).ResponseAsync);
        Assert.InRange(status.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));

        var refusal = await Assert.ThrowsAsync<RpcException>(() => server.Client.ListModelsAsync(Request).ResponseAsync);
        Assert.InRange(int.Parse(refusal.Trailers.GetValue("grpc-retry-pushback-ms")!, CultureInfo.InvariantCulture), 1000, 60_000);

        using var response = await server.Http.PostAsync("/v1/transcribe", "{}");
        await Failure.AssertEnvelopeAsync(HttpStatusCode.TooManyRequests, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", response);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        using var generate = await server.Http.PostAsync("/generate", "{}");
        await Failure.AssertDetailAsync(HttpStatusCode.TooManyRequests, generate);
        Assert.Equal("""{"status":"ok"}""", await server.Http.GetStringAsync("/health"));
    }

    [Fact]
    public async Task Quota_OfOneKey_LeavesOthersTheirs()
    {
        await using var server = await TestServer.StartAsync(
            "Transcribe:Access:CallsPerMinute=1", $"Transcribe:Access:Keys:0={Key}", $"Transcribe:Access:Keys:1={OtherKey}");
        await server.Client.ListModelsAsync(Request, Header("x-api-key", Key));
        await Failure.AssertGrpcAsync(
            StatusCode.ResourceExhausted, "QUOTA_EXCEEDED",
            () => server.Client.ListModelsAsync(Request, Header("x-api-key", Key)).ResponseAsync);
        await server.Client.ListModelsAsync(Request, Header("x-api-key", OtherKey));
    }

    [Fact]
    public async Task WrongKeys_ManyFromOneAddress_AreRefusedButRightOnesAreNot()
    {
        await using var server = await TestServer.StartAsync(
            "Transcribe:Access:WrongKeysPerMinute=1", $"Transcribe:Access:Keys:0={Key}");
        await Failure.AssertGrpcAsync(
            StatusCode.Unauthenticated, "UNAUTHENTICATED",
            () => server.Client.ListModelsAsync(Request, Header("x-api-key", "wrong")).ResponseAsync);

        var status = await Failure.AssertGrpcAsync(
            StatusCode.ResourceExhausted, "QUOTA_EXCEEDED",
            () => server.Client.ListModelsAsync(Request, Header("x-api-key", "wrong")).ResponseAsync);
        using var response = await server.Http.PostAsync("/v1/transcribe", "{}", ("x-api-key", "wrong"));

        Assert.NotNull(status.GetDetail<RetryInfo>());
        await Failure.AssertEnvelopeAsync(HttpStatusCode.TooManyRequests, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", response);
        await server.Client.ListModelsAsync(Request, Header("x-api-key", Key));
        // No key is not a guess.
        await Failure.AssertGrpcAsync(
            StatusCode.Unauthenticated, "UNAUTHENTICATED", () => server.Client.ListModelsAsync(Request).ResponseAsync);
    }

    private static Metadata Header(string name, string value) => new() { { name, value } };
}
