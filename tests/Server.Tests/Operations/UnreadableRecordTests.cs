using System.Net;
using Google.LongRunning;
using Google.Rpc;
using Grpc.Core;
using Transcribe.Server.Tests.Operations.Crash;
using Transcribe.Server.Tests.Operations.Support;
using Transcribe.V1;
using StatusCode = Grpc.Core.StatusCode;

namespace Transcribe.Server.Tests.Operations;

/// <summary>An operation of which a stored segment cannot be read. The store is damaged, or a newer version wrote it.</summary>
public sealed class UnreadableRecordTests : IAsyncLifetime
{
    private const string Reason = "RECORD_UNREADABLE";

    private OperationsServer _server = null!;
    private string _broken = "";
    private string _intact = "";

    public async ValueTask InitializeAsync()
    {
        _server = await OperationsServer.StartAsync();
        _intact = (await _server.Clients.EndAsync((await _server.Clients.CreateAsync(Speech.Inline())).Name)).Name;
        _broken = (await _server.Clients.EndAsync((await _server.Clients.CreateAsync(Speech.Inline())).Name)).Name;
        Break($"'operations/' || id = '{_broken}'");
    }

    [Fact]
    public async Task Grpc_OperationWithAnUnreadableSegment_IsDataLoss()
    {
        var clients = _server.Clients;

        await AssertDataLossAsync(() => clients.GetAsync(_broken));
        await AssertDataLossAsync(() => clients.EndAsync(_broken));
        await AssertDataLossAsync(async () => await clients.Transcriber.ListSegmentsAsync(new ListSegmentsRequest { Parent = _broken }));
        await AssertDataLossAsync(async () => await clients.Transcriber.GetSubtitlesAsync(new GetSubtitlesRequest { Name = _broken }));
        await AssertDataLossAsync(() => Watched.ReadAsync(clients, _broken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/segments")]
    [InlineData(":subtitles")]
    [InlineData(":watch")]
    public async Task Http_OperationWithAnUnreadableSegment_IsDataLoss(string call)
    {
        AssertDataLoss(await Json.GetAsync(_server.Clients.Http, $"/v1/{_broken}{call}"));
    }

    [Fact]
    public async Task Result_WithAnUnreadableSegment_NamesItAndTheStatusStays()
    {
        var http = _server.Clients.Http;
        (string, string) id = ("X-Inference-Id", "one");
        await Json.PostAsync(http, "/generate", new { url = _server.Peer.Sample() }, id, ("Prefer", "respond-async"));
        await Until.TrueAsync(async () => (int)(await Json.GetAsync(http, "/status/transcribe", id)).Body!["Status"]! == 3);
        Break("request_id IS NOT NULL");

        var answer = await Json.GetAsync(http, "/result/transcribe", id);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.StartsWith("Segment 0 of the operation 'operations/", (string?)answer.Body!["detail"], StringComparison.Ordinal);
        Assert.Equal(3, (int)(await Json.GetAsync(http, "/status/transcribe", id)).Body!["Status"]!);
    }

    [Fact]
    public async Task OtherOperations_AreNotAffected()
    {
        Assert.NotEmpty(ServerClients.Response(await _server.Clients.GetAsync(_intact)).Segments);
        Assert.Equal(2, (await _server.Clients.Operations.ListOperationsAsync(new ListOperationsRequest())).Operations.Count);
        await _server.Clients.DeleteAsync(_broken);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private void Break(string condition) => StoreFile.Execute(
        Path.GetDirectoryName(_server.DataFolder)!,
        $"UPDATE segments SET segment = '[' WHERE idx = 0 AND operation_id IN (SELECT id FROM operations WHERE {condition})");

    private static void AssertDataLoss(Json answer)
    {
        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Equal("DATA_LOSS", (string?)answer.Body!["error"]!["status"]);
        Assert.Equal(Reason, answer.ErrorReason());
    }

    private async Task AssertDataLossAsync(Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(call);

        Assert.Equal(StatusCode.DataLoss, failure.StatusCode);
        Assert.Equal(Reason, failure.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason);
        Assert.Equal($"Segment 0 of the operation '{_broken}' cannot be read by this version of the service", failure.Status.Detail);
    }
}
