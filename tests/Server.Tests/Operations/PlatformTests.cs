using System.Net;
using System.Text.Json.Nodes;
using Google.LongRunning;
using Transcribe.Server.Tests.Operations.Support;

namespace Transcribe.Server.Tests.Operations;

/// <summary>The asynchronous calls of the hosting platform.</summary>
public sealed class PlatformTests
{
    private const string Status = "/status/transcribe";
    private const string Result = "/result/transcribe";

    [Fact]
    public async Task Generate_RespondAsync_AcceptsAndNamesTheWay()
    {
        await using var server = await OperationsServer.StartAsync();

        var accepted = await SubmitAsync(server, server.Peer.Sample());

        Assert.Equal(HttpStatusCode.Accepted, accepted.Status);
        var id = (string)accepted.Body!["Id"]!;
        Assert.True(Guid.TryParseExact(id, "D", out _));
        Assert.True(JsonNode.DeepEquals(new JsonObject { ["Id"] = id, ["StatusPath"] = Status, ["ResultPath"] = Result }, accepted.Body));
        Assert.Equal(id, accepted.Header("X-Inference-Id"));
        Assert.Equal(Result, accepted.Header("Location"));
        Assert.Equal("application/json", accepted.Response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Generate_RespondAsync_ResultIsTheSynchronousBody()
    {
        await using var server = await OperationsServer.StartAsync();
        var expected = await Json.PostAsync(server.Clients.Http, "/generate", new { url = server.Peer.Sample() });

        var id = (await SubmitAsync(server, server.Peer.Sample())).Header("X-Inference-Id")!;
        await FinishedAsync(server, id);
        var result = await AskAsync(server, Result, id);

        Assert.Equal(HttpStatusCode.OK, expected.Status);
        Assert.Equal(HttpStatusCode.Accepted, result.Status);
        Assert.NotEmpty((string)expected.Body!["result"]!);
        Assert.True(JsonNode.DeepEquals(expected.Body, result.Body));
        Assert.Equal(HttpStatusCode.Accepted, (await AskAsync(server, Result, id)).Status);
    }

    [Fact]
    public async Task Status_FromQueueToEnd_IsOneTwoThree()
    {
        await using var server = await OperationsServer.StartAsync(
            "Transcribe:Operations:MaxRunning=1", "Transcribe:Operations:MaxFetching=1");
        await SubmitAsync(server, server.Peer.Held, "first");
        await Until.TrueAsync(() => server.Peer.HeldFetches == 1);
        await SubmitAsync(server, server.Peer.Sample(), "second");

        AssertStatus(await AskAsync(server, Status, "first"), "first", 2);
        AssertStatus(await AskAsync(server, Status, "second"), "second", 1);
        AssertNoResult(await AskAsync(server, Result, "first"));
        AssertNoResult(await AskAsync(server, Result, "second"));

        server.Peer.Release();
        await FinishedAsync(server, "second");
        AssertStatus(await AskAsync(server, Status, "first"), "first", 3);
        AssertStatus(await AskAsync(server, Status, "second"), "second", 3);
    }

    [Fact]
    public async Task Status_Failed_IsThreeWithItsMessageAndTheResultIsTheSynchronousError()
    {
        await using var server = await OperationsServer.StartAsync();
        var expected = await Json.PostAsync(server.Clients.Http, "/generate", new { url = server.Peer.Missing });

        await SubmitAsync(server, server.Peer.Missing, "gone");
        await FinishedAsync(server, "gone");

        AssertStatus(await AskAsync(server, Status, "gone"), "gone", 3, "Could not fetch audio file (status 404)");
        var result = await AskAsync(server, Result, "gone");
        Assert.Equal(HttpStatusCode.BadRequest, expected.Status);
        Assert.Equal(expected.Status, result.Status);
        Assert.Equal("Could not fetch audio file (status 404)", (string?)result.Body!["detail"]);
        Assert.True(JsonNode.DeepEquals(expected.Body, result.Body));
    }

    [Fact]
    public async Task Result_UnknownId_Answers404WithDetail()
    {
        await using var server = await OperationsServer.StartAsync();

        AssertNoResult(await AskAsync(server, Result, "unknown"));
        AssertNoResult(await AskAsync(server, Status, "unknown"));
    }

    [Fact]
    public async Task Generate_OwnInferenceId_IsTheIdAndTheIdempotencyKey()
    {
        await using var server = await OperationsServer.StartAsync();

        var first = await SubmitAsync(server, server.Peer.Sample(), "my-id");
        var again = await SubmitAsync(server, server.Peer.Sample(), "my-id");
        var other = await SubmitAsync(server, server.Peer.Missing, "my-id");

        Assert.Equal("my-id", (string?)first.Body!["Id"]);
        Assert.Equal("my-id", first.Header("X-Inference-Id"));
        Assert.Equal(HttpStatusCode.Accepted, again.Status);
        Assert.Equal(HttpStatusCode.Conflict, other.Status);
        Assert.NotEmpty((string)other.Body!["detail"]!);
        Assert.Single((await server.Clients.Operations.ListOperationsAsync(new ListOperationsRequest())).Operations);
    }

    [Fact]
    public async Task Generate_RespondAsyncWithoutUrl_AnswersAsTheSynchronousCall()
    {
        await using var server = await OperationsServer.StartAsync();

        var refused = await Json.PostAsync(server.Clients.Http, "/generate", new { }, ("Prefer", "respond-async"));

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal("Request JSON must include a top-level `url` field", (string?)refused.Body!["detail"]);
    }

    [Fact]
    public async Task Generate_RespondAsyncProxy_AnswersNothingAndTellsTheWebhook()
    {
        await using var server = await OperationsServer.StartAsync(peer => [$"WEBHOOK={peer.Hook}"]);
        var expected = await Json.PostAsync(server.Clients.Http, "/generate", new { url = server.Peer.Sample() });

        var accepted = await Json.PostAsync(
            server.Clients.Http, "/generate", new { url = server.Peer.Sample() }, ("Prefer", "respond-async-proxy"));

        Assert.Equal(HttpStatusCode.Accepted, accepted.Status);
        Assert.Null(accepted.Body);
        Assert.True(JsonNode.DeepEquals(expected.Body, JsonNode.Parse((await server.Peer.WebhookAsync()).Body)));
    }

    [Fact]
    public async Task Generate_RespondAsyncProxyWithoutWebhook_DoesTheWork()
    {
        await using var server = await OperationsServer.StartAsync();

        var accepted = await Json.PostAsync(
            server.Clients.Http, "/generate", new { url = server.Peer.Sample() }, ("Prefer", "respond-async-proxy"));

        Assert.Equal(HttpStatusCode.Accepted, accepted.Status);
        var operation = Assert.Single((await server.Clients.Operations.ListOperationsAsync(new ListOperationsRequest())).Operations);
        Assert.NotEmpty(ServerClients.Response(await server.Clients.EndAsync(operation.Name)).Text);
    }

    [Fact]
    public async Task DeploymentName_Set_IsInThePaths()
    {
        await using var server = await OperationsServer.StartAsync("Transcribe:DeploymentName=whisper-1");

        var accepted = await SubmitAsync(server, server.Peer.Sample(), "one");

        Assert.Equal("/result/whisper-1", accepted.Header("Location"));
        Assert.Equal("/status/whisper-1", (string?)accepted.Body!["StatusPath"]);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, "/status/whisper-1", "one")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(server, Status, "one")).Status);
    }

    [Fact]
    public async Task Restart_Submitted_ResultIsThereAfterwards()
    {
        await using var server = await OperationsServer.StartAsync();
        await SubmitAsync(server, server.Peer.Held, "one");

        await server.RestartAsync();
        server.Peer.Release();
        await FinishedAsync(server, "one");

        Assert.Equal(HttpStatusCode.Accepted, (await AskAsync(server, Result, "one")).Status);
    }

    private static Task<Json> SubmitAsync(OperationsServer server, Uri url, string? id = null) => Json.PostAsync(
        server.Clients.Http,
        "/generate",
        new { url },
        id is null ? [("Prefer", "respond-async")] : [("Prefer", "respond-async"), ("X-Inference-Id", id)]);

    private static Task<Json> AskAsync(OperationsServer server, string path, string id) =>
        Json.GetAsync(server.Clients.Http, path, ("X-Inference-Id", id));

    private static Task FinishedAsync(OperationsServer server, string id) =>
        Until.TrueAsync(async () => (int)(await AskAsync(server, Status, id)).Body!["Status"]! == 3);

    private static void AssertStatus(Json answer, string id, int status, string? error = null)
    {
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.True(
            JsonNode.DeepEquals(new JsonObject { ["Id"] = id, ["Error"] = error, ["Status"] = status }, answer.Body),
            answer.Body!.ToJsonString());
    }

    private static void AssertNoResult(Json answer)
    {
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.NotEmpty((string)answer.Body!["detail"]!);
    }
}
