using System.Net;
using System.Text.Json.Nodes;
using Transcribe.Server.Tests.Operations.Support;

namespace Transcribe.Server.Tests.Operations;

public sealed class JsonTests
{
    private const string ResponseType = "type.googleapis.com/transcribe.v1.TranscribeResponse";
    private const string MetadataType = "type.googleapis.com/transcribe.v1.TranscribeMetadata";

    [Fact]
    public async Task PostAndGet_ToTheEnd_AnswersWhatTranscribeAnswers()
    {
        await using var server = await OperationsServer.StartAsync();
        var request = new { uri = server.Peer.Sample() };
        var expected = await Json.PostAsync(server.Clients.Http, "/v1/transcribe", request);

        var created = await Json.PostAsync(server.Clients.Http, "/v1/transcribe:longRunning", new { request, requestId = "one" });
        await server.Clients.EndAsync((string)created.Body!["name"]!);
        var ended = await Json.GetAsync(server.Clients.Http, $"/v1/{created.Body["name"]}");

        Assert.Equal(HttpStatusCode.OK, created.Status);
        Assert.Equal(MetadataType, (string?)created.Body["metadata"]!["@type"]);
        Assert.Equal(HttpStatusCode.OK, ended.Status);
        Assert.True((bool)ended.Body!["done"]!);
        Assert.Equal(100, (int)ended.Body["metadata"]!["progressPercent"]!);
        Assert.Equal(ResponseType, (string?)ended.Body["response"]!["@type"]);
        Assert.Equal((string?)expected.Body!["text"], (string?)ended.Body["response"]!["text"]);
        Assert.True(JsonNode.DeepEquals(expected.Body["segments"], ended.Body["response"]!["segments"]));
    }

    [Fact]
    public async Task GetOperations_PageSizeAndToken_AreQueryParameters()
    {
        await using var server = await OperationsServer.StartAsync();
        var first = await server.Clients.CreateAsync(Speech.At(server.Peer.Missing));
        var second = await server.Clients.CreateAsync(Speech.At(server.Peer.Missing));

        var newest = await Json.GetAsync(server.Clients.Http, "/v1/operations?pageSize=1");
        var next = await Json.GetAsync(
            server.Clients.Http, $"/v1/operations?pageSize=1&pageToken={Uri.EscapeDataString((string)newest.Body!["nextPageToken"]!)}");

        Assert.Equal(second.Name, (string?)Assert.Single(newest.Body["operations"]!.AsArray())!["name"]);
        Assert.Equal(first.Name, (string?)Assert.Single(next.Body!["operations"]!.AsArray())!["name"]);
    }

    [Fact]
    public async Task PostCancel_UnderWay_AnswersNothingAndEndsIt()
    {
        await using var server = await OperationsServer.StartAsync();
        var created = await server.Clients.CreateAsync(Speech.At(server.Peer.Held));

        var cancelled = await Json.PostAsync(server.Clients.Http, $"/v1/{created.Name}:cancel", new { });
        var ended = await Json.GetAsync(server.Clients.Http, $"/v1/{created.Name}");

        Assert.Equal(HttpStatusCode.OK, cancelled.Status);
        Assert.Empty(cancelled.Body!.AsObject());
        Assert.Equal(1, (int)ended.Body!["error"]!["code"]!);
    }

    [Fact]
    public async Task Delete_Known_AnswersNothingAndThen404()
    {
        await using var server = await OperationsServer.StartAsync();
        var ended = await server.Clients.EndAsync((await server.Clients.CreateAsync(Speech.At(server.Peer.Missing))).Name);

        var deleted = await Json.DeleteAsync(server.Clients.Http, $"/v1/{ended.Name}");

        Assert.Equal(HttpStatusCode.OK, deleted.Status);
        Assert.Empty(deleted.Body!.AsObject());
        AssertNotFound(await Json.GetAsync(server.Clients.Http, $"/v1/{ended.Name}"));
        AssertNotFound(await Json.DeleteAsync(server.Clients.Http, $"/v1/{ended.Name}"));
        AssertNotFound(await Json.PostAsync(server.Clients.Http, $"/v1/{ended.Name}:cancel", new { }));
        AssertNotFound(await Json.GetAsync(server.Clients.Http, $"/v1/{ended.Name}:watch"));
    }

    [Fact]
    public async Task GetWatch_Done_AnswersOneJsonObjectALine()
    {
        await using var server = await OperationsServer.StartAsync();
        var ended = await server.Clients.EndAsync((await server.Clients.CreateAsync(Speech.Inline())).Name);

        var text = await server.Clients.Http.GetStringAsync(new Uri($"/v1/{ended.Name}:watch", UriKind.Relative));

        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        Assert.All(lines, line => Assert.Single(line));
        Assert.Equal(
            ServerClients.Response(ended).Segments.Select(segment => segment.Text),
            lines.Where(line => line.ContainsKey("segment")).Select(line => (string?)line["segment"]!["text"]));
        Assert.Equal(ended.Name, (string?)lines[^1]["done"]!["name"]);
        Assert.True((bool)lines[^1]["done"]!["done"]!);
    }

    [Fact]
    public async Task Post_RequestIdOfAnotherRequest_Answers409()
    {
        await using var server = await OperationsServer.StartAsync();
        await server.Clients.CreateAsync(Speech.Inline(), "one");

        var refused = await Json.PostAsync(
            server.Clients.Http, "/v1/transcribe:longRunning", new { request = new { uri = server.Peer.Sample() }, requestId = "one" });

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal("ALREADY_EXISTS", (string?)refused.Body!["error"]!["status"]);
    }

    private static void AssertNotFound(Json answer)
    {
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal(404, (int)answer.Body!["error"]!["code"]!);
        Assert.Equal("NOT_FOUND", (string?)answer.Body["error"]!["status"]);
        Assert.Equal("OPERATION_NOT_FOUND", answer.ErrorReason());
    }
}
