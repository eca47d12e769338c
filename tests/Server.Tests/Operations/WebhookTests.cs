using System.Net;
using System.Text.Json.Nodes;
using Google.LongRunning;
using Grpc.Core;
using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Operations.Support;

namespace Transcribe.Server.Tests.Operations;

public sealed class WebhookTests
{
    [Fact]
    public async Task GenerateWebhook_NoWebhook_Answers500()
    {
        await using var server = await OperationsServer.StartAsync();

        var refused = await Json.PostAsync(server.Clients.Http, "/generate_webhook", new { url = server.Peer.Sample() });

        Assert.Equal(HttpStatusCode.InternalServerError, refused.Status);
        Assert.True(
            JsonNode.DeepEquals(new JsonObject { ["status"] = "error", ["details"] = "webhook not defined" }, refused.Body),
            refused.Body!.ToJsonString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("respond-async-container")]
    public async Task GenerateWebhook_Webhook_IsAcceptedAndPostsTheSynchronousBody(string? preference)
    {
        await using var server = await OperationsServer.StartAsync(peer => [$"WEBHOOK={peer.Hook}"]);
        var expected = await Json.PostAsync(server.Clients.Http, "/generate", new { url = server.Peer.Sample() });

        var accepted = await Json.PostAsync(
            server.Clients.Http, "/generate_webhook", new { url = server.Peer.Sample() },
            preference is null ? [] : [("Prefer", preference)]);
        var webhook = await server.Peer.WebhookAsync();

        Assert.Equal(HttpStatusCode.Accepted, accepted.Status);
        Assert.True(JsonNode.DeepEquals(new JsonObject { ["status"] = "accepted" }, accepted.Body), accepted.Body!.ToJsonString());
        Assert.True(JsonNode.DeepEquals(expected.Body, JsonNode.Parse(webhook.Body)), webhook.Body);
        Assert.StartsWith("application/json", webhook.ContentType, StringComparison.Ordinal);
        Assert.Equal("/hook?key=1", webhook.Target);
        Assert.NotEmpty(webhook.Id);
        Assert.True(long.TryParse(webhook.Timestamp, out _));
        Assert.Null(webhook.Signature);
    }

    [Fact]
    public async Task GenerateWebhook_Failed_PostsTheError()
    {
        await using var server = await OperationsServer.StartAsync(peer => [$"WEBHOOK={peer.Hook}"]);

        await Json.PostAsync(server.Clients.Http, "/generate_webhook", new { url = server.Peer.Missing });

        AssertBody(
            new JsonObject { ["status"] = "error", ["details"] = "Could not fetch audio file (status 404)" },
            await server.Peer.WebhookAsync());
    }

    [Fact]
    public async Task GenerateWebhook_NoUrl_AnswersAsGenerate()
    {
        await using var server = await OperationsServer.StartAsync(peer => [$"WEBHOOK={peer.Hook}"]);

        var refused = await Json.PostAsync(server.Clients.Http, "/generate_webhook", new { });

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal("Request JSON must include a top-level `url` field", (string?)refused.Body!["detail"]);
    }

    [Fact]
    public async Task WebhookUri_Succeeded_TellsNameStateAndText()
    {
        await using var server = await OperationsServer.StartAsync();

        var ended = await server.Clients.EndAsync((await server.Clients.CreateAsync(Speech.Inline(), webhook: server.Peer.Hook)).Name);

        AssertBody(
            new JsonObject { ["name"] = ended.Name, ["state"] = "SUCCEEDED", ["text"] = ServerClients.Response(ended).Text },
            await server.Peer.WebhookAsync(ended.Name));
    }

    [Fact]
    public async Task WebhookUri_Failed_TellsTheError()
    {
        await using var server = await OperationsServer.StartAsync();

        var ended = await server.Clients.EndAsync(
            (await server.Clients.CreateAsync(Speech.At(server.Peer.Missing), webhook: server.Peer.Hook)).Name);

        var error = new JsonObject { ["reason"] = "FETCH_FAILED", ["message"] = "Could not fetch audio file (status 404)" };
        AssertBody(
            new JsonObject { ["name"] = ended.Name, ["state"] = "FAILED", ["error"] = error }, await server.Peer.WebhookAsync(ended.Name));
    }

    [Fact]
    public async Task WebhookUri_Cancelled_TellsSo()
    {
        await using var server = await OperationsServer.StartAsync();
        var created = await server.Clients.CreateAsync(Speech.At(server.Peer.Held), webhook: server.Peer.Hook);

        await server.Clients.CancelAsync(created.Name);

        var body = JsonNode.Parse((await server.Peer.WebhookAsync(created.Name)).Body)!;
        Assert.Equal("CANCELLED", (string?)body["state"]);
        Assert.Equal("CANCELLED", (string?)body["error"]!["reason"]);
    }

    [Theory]
    [InlineData("ftp://example.com/hook")]
    [InlineData("not an address")]
    [InlineData("https://name:password@example.com/hook")]
    [InlineData("http://10.1.2.3/hook")]
    [InlineData("http://169.254.169.254/hook")]
    [InlineData("http://[::1]:8080/hook")]
    [InlineData("http://[::ffff:10.1.2.3]/hook")]
    [InlineData("http://0/hook")]
    public async Task WebhookUri_CanNeverBeReached_IsRefusedAtOnce(string uri)
    {
        await using var server = await OperationsServer.StartAsync();

        await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, "URL_NOT_ALLOWED",
            async () => await server.Clients.Transcriber.TranscribeLongRunningAsync(
                new V1.TranscribeLongRunningRequest { Request = Speech.Inline(), WebhookUri = uri }));

        Assert.Empty((await server.Clients.Operations.ListOperationsAsync(new ListOperationsRequest())).Operations);
    }

    [Fact]
    public async Task WebhookUri_HostAllowedByName_IsReached()
    {
        await using var server = await OperationsServer.StartAsync("Transcribe:Audio:AllowedNetworks:0=localhost");
        var hook = new UriBuilder(server.Peer.Hook) { Host = "localhost" }.Uri;

        var created = await server.Clients.CreateAsync(Speech.Inline(), webhook: hook);

        Assert.Contains("\"SUCCEEDED\"", (await server.Peer.WebhookAsync(created.Name)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WebhookUri_NameLeadsToAddressNotAllowed_IsNeverReached()
    {
        using var folder = new TestFolder();
        await using var peer = await Peer.StartAsync();
        await using var server = await ServerProcess.StartAsync(folder.Path, "Transcribe:Audio:AllowedNetworks:0=10.255.255.255/32");
        var hook = new UriBuilder(peer.Hook) { Host = "localhost" }.Uri;

        await server.Clients.EndAsync((await server.Clients.CreateAsync(Speech.Inline(), webhook: hook)).Name);

        await Until.TrueAsync(() => server.HasLogged($"to localhost:{hook.Port} failed"));
        Assert.Empty(peer.Received);
    }

    private static void AssertBody(JsonObject expected, ReceivedWebhook webhook) =>
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(webhook.Body)), webhook.Body);
}
