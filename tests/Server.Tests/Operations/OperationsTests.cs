using Google.LongRunning;
using Google.Rpc;
using Grpc.Core;
using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Operations.Support;
using Transcribe.V1;
using StatusCode = Grpc.Core.StatusCode;

namespace Transcribe.Server.Tests.Operations;

public sealed class OperationsTests
{
    [Fact]
    public async Task ListOperations_InPages_ReturnsEachOnceAndTheNewestFirst()
    {
        await using var server = await OperationsServer.StartAsync();
        var names = new List<string>();
        for (var number = 0; number < 5; number++)
            names.Insert(0, (await server.Clients.CreateAsync(Speech.At(server.Peer.Missing))).Name);

        var pages = new List<string[]>();
        var token = "";
        do
        {
            var page = await server.Clients.Operations.ListOperationsAsync(new ListOperationsRequest { PageSize = 2, PageToken = token });
            pages.Add([.. page.Operations.Select(operation => operation.Name)]);
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(names, pages.SelectMany(page => page));
        Assert.All(pages, page => Assert.InRange(page.Length, 0, 2));
    }

    [Fact]
    public async Task ListOperations_LargestPageOfLongAddresses_FitsIntoADefaultClientsMessage()
    {
        const int count = 600;
        await using var server = await OperationsServer.StartAsync("Transcribe:Operations:MaxRunning=1");
        var longest = new Uri(server.Peer.Held, new string('p', 7_900));
        var names = new List<string>();
        for (var number = 0; number < count; number++)
            names.Insert(0, (await server.Clients.CreateAsync(Speech.At(longest))).Name);
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(server.Clients.Http.BaseAddress!);
        var operations = new Google.LongRunning.Operations.OperationsClient(channel);

        var listed = new List<string>();
        var token = "";
        do
        {
            var page = await operations.ListOperationsAsync(new ListOperationsRequest { PageSize = 1_000, PageToken = token });
            listed.AddRange(page.Operations.Select(operation => operation.Name));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(names, listed);
    }

    [Fact]
    public async Task ListOperations_FilterOnDone_ReturnsThoseAlone()
    {
        await using var server = await OperationsServer.StartAsync();
        var done = await server.Clients.EndAsync((await server.Clients.CreateAsync(Speech.Inline())).Name);
        var running = await server.Clients.CreateAsync(Speech.At(server.Peer.Held));

        Assert.Equal([done.Name], await ListAsync(server, "done = true"));
        Assert.Equal([running.Name], await ListAsync(server, "done = false"));
        Assert.Equal([running.Name, done.Name], await ListAsync(server, ""));
    }

    [Theory]
    [InlineData(-1, "", "")]
    [InlineData(0, "nonsense", "")]
    [InlineData(0, "", "nonsense")]
    public async Task ListOperations_BadArgument_IsInvalid(int pageSize, string token, string filter)
    {
        await using var server = await OperationsServer.StartAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await server.Clients.Operations.ListOperationsAsync(
                new ListOperationsRequest { PageSize = pageSize, PageToken = token, Filter = filter }));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal("INVALID_REQUEST", refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
    }

    [Fact]
    public async Task ListOperations_OfAnotherCollection_IsInvalid()
    {
        await using var server = await OperationsServer.StartAsync();
        Assert.Empty((await server.Clients.Operations.ListOperationsAsync(new ListOperationsRequest { Name = "operations" })).Operations);

        foreach (var name in new[] { "models", "operations/", "projects/1/operations" })
        {
            var refused = await Assert.ThrowsAsync<RpcException>(async () =>
                await server.Clients.Operations.ListOperationsAsync(new ListOperationsRequest { Name = name }));
            Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
            Assert.Equal("name", Assert.Single(refused.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations).Field);
        }
    }

    [Fact]
    public async Task GetOperation_CompressedAudioInProgress_ShowsTheShareOfItsStatedDuration()
    {
        var held = new HeldTranscriber();
        await using var server = await OperationsServer.StartAsync(held);
        var created = await server.Clients.CreateAsync(
            new TranscribeRequest { Content = await Samples.English.ConvertAsync(30, "-c:a", "copy", "-f", "mp3") });

        await Until.TrueAsync(
            async () => ServerClients.Metadata(await server.Clients.GetAsync(created.Name)).ProgressPercent > 0);
        var metadata = ServerClients.Metadata(await server.Clients.GetAsync(created.Name));

        Assert.InRange(metadata.ProgressPercent, 1, 99);
        Assert.InRange(metadata.AudioDuration.ToTimeSpan().TotalSeconds, 230, 240);
        held.Release();
        await server.Clients.EndAsync(created.Name);
    }

    [Fact]
    public async Task CancelOperation_WhileTranscribing_EndsCancelledAndKeepsItsSegments()
    {
        var held = new HeldTranscriber();
        await using var server = await OperationsServer.StartAsync(held, "Transcribe:Operations:MaxRunning=1");
        var created = await server.Clients.CreateAsync(await Speech.RepeatedAsync(30));
        using var watch = server.Clients.Transcriber.WatchTranscription(new WatchTranscriptionRequest { Name = created.Name });
        while (await watch.ResponseStream.MoveNext()
            && watch.ResponseStream.Current.EventCase != WatchTranscriptionResponse.EventOneofCase.Segment)
        {
        }
        var seen = watch.ResponseStream.Current.Segment;

        await server.Clients.CancelAsync(created.Name);
        var ended = await server.Clients.GetAsync(created.Name);

        Assert.True(ended.Done);
        Assert.Equal((int)Code.Cancelled, ended.Error.Code);
        Assert.Equal("CANCELLED", ended.Error.GetDetail<ErrorInfo>()!.Reason);
        Assert.InRange(ServerClients.Metadata(ended).ProgressPercent, 0, 99);
        var watched = await Watched.ReadAsync(server.Clients, created.Name);
        Assert.Equal(seen, watched.Segments[0]);
        Assert.Equal(ended, watched.Done);
        // The only runner is free again before the rest could have been transcribed.
        var next = await server.Clients.CreateAsync(Speech.Inline());
        await server.Clients.StartedAsync(next.Name);
        held.Release();
        await server.Clients.EndAsync(next.Name);
        Assert.Equal(watched.Segments, (await Watched.ReadAsync(server.Clients, created.Name)).Segments);
    }

    [Fact]
    public async Task CancelOperation_WhileFetching_EndsTheFetch()
    {
        await using var server = await OperationsServer.StartAsync();
        var created = await server.Clients.CreateAsync(Speech.At(server.Peer.Held));
        await Until.TrueAsync(() => server.Peer.HeldFetches == 1);

        await server.Clients.CancelAsync(created.Name);

        await Until.TrueAsync(() => server.Peer.EndedFetches == 1);
        Assert.Equal((int)Code.Cancelled, (await server.Clients.GetAsync(created.Name)).Error.Code);
    }

    [Fact]
    public async Task CancelOperation_InTheQueue_NeverStarts()
    {
        await using var server = await OperationsServer.StartAsync("Transcribe:Operations:MaxFetching=1");
        var running = await server.Clients.CreateAsync(Speech.At(server.Peer.Held));
        await server.Clients.StartedAsync(running.Name);
        var queued = await server.Clients.CreateAsync(Speech.At(server.Peer.Held));

        await server.Clients.CancelAsync(queued.Name);
        server.Peer.Release();
        await server.Clients.EndAsync(running.Name);

        var ended = await server.Clients.GetAsync(queued.Name);
        Assert.Equal((int)Code.Cancelled, ended.Error.Code);
        Assert.Null(ServerClients.Metadata(ended).StartTime);
    }

    [Fact]
    public async Task CancelOperation_Done_LeavesTheResult()
    {
        await using var server = await OperationsServer.StartAsync();
        var ended = await server.Clients.EndAsync((await server.Clients.CreateAsync(Speech.Inline())).Name);

        await server.Clients.CancelAsync(ended.Name);

        Assert.Equal(ended, await server.Clients.GetAsync(ended.Name));
    }

    [Fact]
    public async Task DeleteOperation_UnderWay_DropsTheRecordAndEndsTheWork()
    {
        await using var server = await OperationsServer.StartAsync();
        var created = await server.Clients.CreateAsync(Speech.At(server.Peer.Held), webhook: server.Peer.Hook);
        await Until.TrueAsync(() => server.Peer.HeldFetches == 1);

        await server.Clients.DeleteAsync(created.Name);

        var unknown = await Assert.ThrowsAsync<RpcException>(() => server.Clients.GetAsync(created.Name));
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
        Assert.Empty(await ListAsync(server, ""));
        await Until.TrueAsync(() => server.Peer.EndedFetches == 1);
        Assert.Contains("\"CANCELLED\"", (await server.Peer.WebhookAsync(created.Name)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get")]
    [InlineData("Wait")]
    [InlineData("Cancel")]
    [InlineData("Delete")]
    [InlineData("ListSegments")]
    [InlineData("Watch")]
    public async Task AnyCall_UnknownOperation_IsNotFound(string call)
    {
        await using var server = await OperationsServer.StartAsync();
        const string Name = "operations/0123456789abcdef0123456789abcdef";

        var refused = await Assert.ThrowsAsync<RpcException>(() => call switch
        {
            "Get" => server.Clients.GetAsync(Name),
            "Wait" => server.Clients.EndAsync(Name),
            "Cancel" => server.Clients.CancelAsync(Name),
            "Delete" => server.Clients.DeleteAsync(Name),
            "ListSegments" => server.Clients.Transcriber.ListSegmentsAsync(new ListSegmentsRequest { Parent = Name }).ResponseAsync,
            _ => Watched.ReadAsync(server.Clients, Name),
        });

        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
        var info = refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!;
        Assert.Equal("OPERATION_NOT_FOUND", info.Reason);
        Assert.Equal("transcribe", info.Domain);
    }

    [Theory]
    [InlineData("")]
    [InlineData("operations/")]
    [InlineData("models/digits")]
    [InlineData("operations/a/b")]
    public async Task AnyCall_NameOfAnotherCollection_IsInvalid(string name)
    {
        await using var server = await OperationsServer.StartAsync();
        Func<Task>[] calls =
        [
            () => server.Clients.GetAsync(name),
            () => server.Clients.EndAsync(name),
            () => server.Clients.CancelAsync(name),
            () => server.Clients.DeleteAsync(name),
            () => Watched.ReadAsync(server.Clients, name),
        ];

        foreach (var call in calls)
        {
            var refused = await Assert.ThrowsAsync<RpcException>(call);
            Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
            Assert.Equal("name", Assert.Single(refused.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations).Field);
        }
    }

    private static async Task<string[]> ListAsync(OperationsServer server, string filter) =>
        [
            .. (await server.Clients.Operations.ListOperationsAsync(new ListOperationsRequest { Filter = filter }))
                .Operations.Select(operation => operation.Name),
        ];
}
