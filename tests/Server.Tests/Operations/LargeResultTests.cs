using System.Globalization;
using Google.LongRunning;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.Core;
using Transcribe.Server.Tests.Operations.Support;
using Transcribe.V1;
using Segment = Transcribe.V1.Segment;
using StatusCode = Grpc.Core.StatusCode;

namespace Transcribe.Server.Tests.Operations;

/// <summary>Operations whose segments take more than the 4 MiB that gRPC clients accept by default.</summary>
public sealed class LargeResultTests
{
    private const int Count = LongTranscriber.Count;
    private const string LimitHeader = "x-max-message-bytes";

    [Fact]
    public async Task GetOperation_ClientWithTheDefaultLimit_ReadsTheRestWithTheTokenOfTheResponse()
    {
        await using var server = await StartAsync(new LongTranscriber(wordsPerSegment: 150));
        using var client = new DefaultClient(server);
        var name = await client.CreateAsync();

        var response = ServerClients.Response(await client.Operations.GetOperationAsync(new GetOperationRequest { Name = name }));

        Assert.Equal(LongTranscriber.Text, response.Text);
        Assert.InRange(response.Segments.Count, 1, Count - 1);
        var rest = await client.ListAsync(name, response.NextSegmentsPageToken);
        var all = await client.ListAsync(name, "");
        Assert.Equal(Count, all.Count);
        Assert.Equal(all, response.Segments.Concat(rest));
        Assert.Equal(all, (await Watched.ReadAsync(server.Clients, name)).Segments);
    }

    [Fact]
    public async Task AnyCall_ClientWithTheDefaultLimit_GetsTheSameResponse()
    {
        await using var server = await StartAsync(new LongTranscriber(wordsPerSegment: 150));
        using var client = new DefaultClient(server);
        var name = await client.CreateAsync();
        var got = await client.Operations.GetOperationAsync(new GetOperationRequest { Name = name });

        var waited = await client.Operations.WaitOperationAsync(new WaitOperationRequest { Name = name });
        var listed = await client.Operations.ListOperationsAsync(new ListOperationsRequest());
        using var watch = client.Transcriber.WatchTranscription(new WatchTranscriptionRequest { Name = name });
        var watched = await Watched.ReadAsync(watch.ResponseStream);

        Assert.Equal(got, waited);
        Assert.Equal(got, watched.Done);
        Assert.Equal(Count, watched.Segments.Count);
        Assert.Equal(name, Assert.Single(listed.Operations).Name);
        // A repeated creation.
        Assert.Equal(name, await client.CreateAsync());
    }

    [Fact]
    public async Task ListSegments_PageThatEndsTheList_HasNoToken()
    {
        await using var server = await StartAsync(new LongTranscriber(wordsPerSegment: 1));
        using var client = new DefaultClient(server);
        var request = new ListSegmentsRequest { Parent = await client.CreateAsync(), PageSize = Count / 5 };
        var sizes = new List<int>();

        do
        {
            var page = await client.Transcriber.ListSegmentsAsync(request);
            sizes.Add(page.Segments.Count);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(Enumerable.Repeat(Count / 5, 5), sizes);
    }

    [Fact]
    public async Task GetOperation_HttpOrAClientThatStatesItsLimit_HasAllSegments()
    {
        await using var server = await StartAsync(new LongTranscriber(wordsPerSegment: 150));
        using var client = new DefaultClient(server);
        var name = await client.CreateAsync();
        var request = new GetOperationRequest { Name = name };

        var stated = ServerClients.Response(await server.Clients.Operations.GetOperationAsync(request, Limit(1 << 30)));
        var exact = await server.Clients.Operations.GetOperationAsync(request, Limit(1 << 20));
        var http = await Json.GetAsync(server.Clients.Http, $"/v1/{name}");
        var page = await Json.GetAsync(server.Clients.Http, $"/v1/{name}/segments?pageSize=2");

        Assert.Equal(Count, stated.Segments.Count);
        Assert.Empty(stated.NextSegmentsPageToken);
        Assert.InRange(exact.CalculateSize(), (1 << 20) - (1 << 14), 1 << 20);
        Assert.Equal(Count, http.Body!["response"]!["segments"]!.AsArray().Count);
        Assert.Equal(2, page.Body!["segments"]!.AsArray().Count);
        Assert.NotEqual("", (string?)page.Body["nextPageToken"]);
    }

    [Theory]
    [InlineData("many")]
    [InlineData("65535")]
    [InlineData("2147483648")]
    public async Task GetOperation_LimitOutOfRange_IsInvalid(string limit)
    {
        await using var server = await StartAsync(new LongTranscriber(wordsPerSegment: 1));
        using var client = new DefaultClient(server);
        var name = await client.CreateAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.Operations.GetOperationAsync(
            new GetOperationRequest { Name = name }, new Metadata { { LimitHeader, limit } }));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal(LimitHeader, Assert.Single(refused.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations).Field);
    }

    [Fact]
    public async Task GetOperation_TextThatDoesNotFit_IsEmptyAndTheSegmentsHaveIt()
    {
        await using var server = await StartAsync(new LongTranscriber(wordsPerSegment: 0, new string('t', 2_000)));
        using var client = new DefaultClient(server);
        var name = await client.CreateAsync();

        var response = ServerClients.Response(await client.Operations.GetOperationAsync(new GetOperationRequest { Name = name }));

        Assert.Empty(response.Text);
        Assert.NotEmpty(response.NextSegmentsPageToken);
        Assert.Equal(Count, response.Segments.Count + (await client.ListAsync(name, response.NextSegmentsPageToken)).Count);
    }

    [Theory]
    [InlineData(-1, "")]
    [InlineData(0, "nonsense")]
    public async Task ListSegments_BadArgument_IsInvalid(int pageSize, string token)
    {
        await using var server = await StartAsync(new LongTranscriber(wordsPerSegment: 1));
        using var client = new DefaultClient(server);
        var name = await client.CreateAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.Transcriber.ListSegmentsAsync(
            new ListSegmentsRequest { Parent = name, PageSize = pageSize, PageToken = token }));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal("INVALID_REQUEST", refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
    }

    private static Metadata Limit(int bytes) => new() { { LimitHeader, bytes.ToString(CultureInfo.InvariantCulture) } };

    private static Task<OperationsServer> StartAsync(LongTranscriber transcriber) =>
        OperationsServer.StartAsync(_ => [], builder => builder.Services.AddSingleton<ITranscriber>(transcriber));

    /// <summary>A client that accepts 4 MiB, as gRPC clients do unless they are told otherwise.</summary>
    private sealed class DefaultClient : IDisposable
    {
        private readonly GrpcChannel _channel;

        public DefaultClient(OperationsServer server)
        {
            _channel = GrpcChannel.ForAddress(server.Clients.Http.BaseAddress!);
            Transcriber = new Transcriber.TranscriberClient(_channel);
            Operations = new Google.LongRunning.Operations.OperationsClient(_channel);
        }

        public Transcriber.TranscriberClient Transcriber { get; }

        public Google.LongRunning.Operations.OperationsClient Operations { get; }

        /// <summary>Creates the operation, or finds it, and waits until it has ended.</summary>
        public async Task<string> CreateAsync()
        {
            var created = await Transcriber.TranscribeLongRunningAsync(
                new TranscribeLongRunningRequest { Request = Speech.Inline(), RequestId = "large" });
            var ended = await Operations.WaitOperationAsync(
                new WaitOperationRequest { Name = created.Name, Timeout = Duration.FromTimeSpan(Until.Longest) });
            Assert.NotNull(ended.Response);
            return ended.Name;
        }

        public async Task<List<Segment>> ListAsync(string name, string token)
        {
            var segments = new List<Segment>();
            do
            {
                var page = await Transcriber.ListSegmentsAsync(new ListSegmentsRequest { Parent = name, PageToken = token });
                segments.AddRange(page.Segments);
                token = page.NextPageToken;
            }
            while (token.Length > 0);
            return segments;
        }

        public void Dispose() => _channel.Dispose();
    }
}
