using System.Net;
using Google.LongRunning;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Transcribe.Server.Tests.Operations.Support;
using Transcribe.V1;
using StatusCode = Grpc.Core.StatusCode;

namespace Transcribe.Server.Tests.Operations;

/// <summary>What one tenant creates does not exist for another, over gRPC and over HTTP.</summary>
public sealed class TenantTests
{
    private const string KeyHeader = "x-api-key";
    private const string AliceKey = "the-key-of-alice-1";
    private const string BobKey = "the-key-of-bob-001";
    private const string DeskKey = "the-key-of-desk-01";

    private static readonly Metadata Alice = new() { { KeyHeader, AliceKey } };
    private static readonly Metadata Bob = new() { { KeyHeader, BobKey } };
    private static readonly Metadata Desk = new() { { KeyHeader, DeskKey } };

    [Fact]
    public async Task AnyCall_OperationOfAnotherTenant_FailsAsForAnUnknownOne()
    {
        await using var server = await StartAsync();
        var operations = server.Clients.Operations;
        var created = await CreateAsync(server, Alice);

        foreach (var call in new Func<string, Task>[]
        {
            async name => await operations.GetOperationAsync(new GetOperationRequest { Name = name }, Bob),
            async name => await operations.WaitOperationAsync(new WaitOperationRequest { Name = name }, Bob),
            async name => await operations.CancelOperationAsync(new CancelOperationRequest { Name = name }, Bob),
            async name => await operations.DeleteOperationAsync(new DeleteOperationRequest { Name = name }, Bob),
            async name => await server.Clients.Transcriber.ListSegmentsAsync(new ListSegmentsRequest { Parent = name }, Bob),
            async name => await server.Clients.Transcriber.GetSubtitlesAsync(new GetSubtitlesRequest { Name = name }, Bob),
            async name =>
            {
                using var watch = server.Clients.Transcriber.WatchTranscription(new WatchTranscriptionRequest { Name = name }, Bob);
                await watch.ResponseStream.MoveNext();
            },
        })
        {
            var unknown = await Assert.ThrowsAsync<RpcException>(() => call("operations/0123"));
            var foreign = await Assert.ThrowsAsync<RpcException>(() => call(created.Name));
            Assert.Equal(StatusCode.NotFound, foreign.StatusCode);
            Assert.Equal(
                unknown.Status.Detail.Replace("operations/0123", created.Name, StringComparison.Ordinal), foreign.Status.Detail);
        }
        Assert.Empty((await operations.ListOperationsAsync(new ListOperationsRequest(), Bob)).Operations);
        var own = await operations.ListOperationsAsync(new ListOperationsRequest(), Alice);
        Assert.Equal(created.Name, Assert.Single(own.Operations).Name);
    }

    [Fact]
    public async Task AnyCall_OfAnOperator_ReadsAllTenantsAndChangesNothing()
    {
        await using var server = await StartAsync(
            $"Transcribe:Access:Tenants:desk:Keys:0={DeskKey}", "Transcribe:Access:Tenants:desk:Operator=true");
        var (operations, transcriber) = (server.Clients.Operations, server.Clients.Transcriber);
        var created = await CreateAsync(server, Alice);
        var list = new ListOperationsRequest { Filter = "tenant = alice" };

        Assert.Equal(created.Name, Assert.Single((await operations.ListOperationsAsync(list, Desk)).Operations).Name);
        Assert.Empty((await operations.ListOperationsAsync(list, Bob)).Operations);
        Assert.Empty((await operations.ListOperationsAsync(new ListOperationsRequest(), Desk)).Operations);
        var http = await Json.GetAsync(server.Clients.Http, "/v1/operations?filter=tenant%20%3D%20%22alice%22", (KeyHeader, DeskKey));
        Assert.Equal(created.Name, (string?)http.Body!["operations"]![0]!["name"]);
        Assert.Equal(
            HttpStatusCode.OK, (await Json.GetAsync(server.Clients.Http, $"/v1/{created.Name}", (KeyHeader, DeskKey))).Status);
        Assert.Equal(created.Name, (await operations.GetOperationAsync(new GetOperationRequest { Name = created.Name }, Desk)).Name);
        Assert.Empty((await transcriber.ListSegmentsAsync(new ListSegmentsRequest { Parent = created.Name }, Desk)).Segments);
        var subtitles = new GetSubtitlesRequest { Name = created.Name };
        var running = await Assert.ThrowsAsync<RpcException>(async () => await transcriber.GetSubtitlesAsync(subtitles, Desk));
        Assert.Equal(StatusCode.FailedPrecondition, running.StatusCode);
        using var watch = transcriber.WatchTranscription(new WatchTranscriptionRequest { Name = created.Name }, Desk);
        Assert.True(await watch.ResponseStream.MoveNext());
        foreach (var change in new Func<Task>[]
        {
            async () => await operations.CancelOperationAsync(new CancelOperationRequest { Name = created.Name }, Desk),
            async () => await operations.DeleteOperationAsync(new DeleteOperationRequest { Name = created.Name }, Desk),
        })
            Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(change)).StatusCode);
        server.Peer.Release();
        var ended = await operations.WaitOperationAsync(
            new WaitOperationRequest { Name = created.Name, Timeout = Duration.FromTimeSpan(Until.Longest) }, Desk);
        Assert.NotNull(ended.Response);
    }

    [Fact]
    public async Task Inference_OneIdOfTwoTenants_IsTwoPiecesOfWork()
    {
        await using var server = await StartAsync();
        var id = Guid.NewGuid().ToString();

        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(server, HttpMethod.Post, "/generate", id, AliceKey, server.Peer.Held));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(server, HttpMethod.Get, "/status/transcribe", id, BobKey));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(server, HttpMethod.Get, "/result/transcribe", id, BobKey));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(server, HttpMethod.Get, "/status/transcribe", id, AliceKey));
        // Another URL under the same id is a conflict for the same tenant only.
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(server, HttpMethod.Post, "/generate", id, BobKey, server.Peer.Missing));
        Assert.Equal(HttpStatusCode.Conflict, await SendAsync(server, HttpMethod.Post, "/generate", id, AliceKey, server.Peer.Missing));
    }

    [Fact]
    public async Task Create_AsManyAsAllowedAreUnfinished_IsRefusedWithQuotaExceededAndADelay()
    {
        await using var server = await StartAsync("Transcribe:Operations:MaxUnfinishedPerTenant=1");
        await CreateAsync(server, Alice);

        var refused = await Assert.ThrowsAsync<RpcException>(() => CreateAsync(server, Alice));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Equal("QUOTA_EXCEEDED", refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
        Assert.Equal(TimeSpan.FromSeconds(30), refused.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan());
        await CreateAsync(server, Bob);
    }

    [Fact]
    public async Task Create_TenantWithAQuotaOfItsOwn_HasThatNumber()
    {
        await using var server = await StartAsync(
            "Transcribe:Operations:MaxUnfinishedPerTenant=1",
            "Transcribe:Access:Tenants:alice:Quota:UnfinishedOperations=2",
            "Transcribe:Access:Tenants:bob:Quota:CallsPerMinute=1000");
        await CreateAsync(server, Alice);
        await CreateAsync(server, Alice);
        await CreateAsync(server, Bob);

        foreach (var (caller, most) in new[] { (Alice, 2), (Bob, 1) })
        {
            var refused = await Assert.ThrowsAsync<RpcException>(() => CreateAsync(server, caller));
            Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
            Assert.StartsWith($"There are {most} operations of this caller", refused.Status.Detail, StringComparison.Ordinal);
        }
    }

    private static Task<OperationsServer> StartAsync(params string[] settings) => OperationsServer.StartAsync(
        [$"Transcribe:Access:Tenants:alice:Keys:0={AliceKey}", $"Transcribe:Access:Tenants:bob:Keys:0={BobKey}", .. settings]);

    private static async Task<Operation> CreateAsync(OperationsServer server, Metadata caller) =>
        await server.Clients.Transcriber.TranscribeLongRunningAsync(
            new TranscribeLongRunningRequest { Request = Speech.At(server.Peer.Held) }, caller);

    private static async Task<HttpStatusCode> SendAsync(
        OperationsServer server, HttpMethod method, string path, string id, string key, Uri? url = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-Inference-Id", id);
        request.Headers.Add("Prefer", "respond-async");
        request.Headers.Add(KeyHeader, key);
        if (url is not null)
            request.Content = new StringContent($$"""{"url":"{{url}}"}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await server.Clients.Http.SendAsync(request);
        return response.StatusCode;
    }
}
