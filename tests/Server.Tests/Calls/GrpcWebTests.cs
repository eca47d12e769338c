using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Calls;

/// <summary>gRPC-Web, which browsers speak, over HTTP/1.1 on the same port.</summary>
public sealed class GrpcWebTests(ServerFixture fixture)
{
    private const string Allowed = "https://app.example";
    private const string Key = "a-key-of-24-characters-1";

    [Theory]
    [InlineData(GrpcWebMode.GrpcWeb)]
    [InlineData(GrpcWebMode.GrpcWebText)]
    public async Task Calls_UnaryAndStreaming_AreAnswered(GrpcWebMode mode)
    {
        using var channel = Open(fixture.Server, mode);
        var client = new Transcriber.TranscriberClient(channel);
        var request = new TranscribeRequest { Content = Samples.English.Content };

        var response = await client.TranscribeAsync(request);
        using var stream = client.TranscribeStream(request);
        var segments = await stream.ResponseStream.ReadAllAsync().ToListAsync();

        Samples.English.AssertHeardIn(response.Text);
        Assert.Equal(response.Segments, segments.SkipLast(1).Select(message => message.Segment));
    }

    [Theory]
    [InlineData(GrpcWebMode.GrpcWeb)]
    [InlineData(GrpcWebMode.GrpcWebText)]
    public async Task Failures_WithinTheCallAndBeforeIt_HaveTheirReason(GrpcWebMode mode)
    {
        await using var server = await TestServer.StartAsync($"Transcribe:Access:Keys:0={Key}");
        using var channel = Open(server, mode);
        var client = new Transcriber.TranscriberClient(channel);

        await Failure.AssertGrpcAsync(
            StatusCode.Unauthenticated, "UNAUTHENTICATED", () => client.ListModelsAsync(new ListModelsRequest()).ResponseAsync);
        await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, "AUDIO_UNREADABLE",
            () => client.TranscribeAsync(
                new TranscribeRequest { Content = ByteString.CopyFromUtf8("This is no audio.") },
                new Metadata { { "x-api-key", Key } }).ResponseAsync);
    }

    [Fact]
    public async Task Message_OverTheLimit_IsRefused()
    {
        using var channel = Open(fixture.Server, GrpcWebMode.GrpcWeb);
        var client = new Transcriber.TranscriberClient(channel);

        await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, "INVALID_REQUEST",
            () => client.GenerateAsync(new GenerateRequest { Url = new string('a', 100_000) }).ResponseAsync);
    }

    [Fact]
    public async Task Page_OfAnAllowedOrigin_MayReadTheStatus()
    {
        await using var server = await TestServer.StartAsync($"Transcribe:Access:AllowedOrigins:0={Allowed}");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/transcribe.v1.Transcriber/Transcribe")
        {
            Content = new ByteArrayContent([0, 0, 0, 0, 0]) { Headers = { ContentType = new("application/grpc-web+proto") } },
        };
        request.Headers.Add("Origin", Allowed);

        using var response = await server.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Allowed, Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        var exposed = string.Join(',', response.Headers.GetValues("Access-Control-Expose-Headers"));
        Assert.Contains("grpc-status", exposed, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("application/grpc-web", response.Content.Headers.ContentType?.MediaType);
    }

    private static GrpcChannel Open(TestServer server, GrpcWebMode mode) => GrpcChannel.ForAddress(
        server.Address,
        new GrpcChannelOptions
        {
            HttpHandler = new GrpcWebHandler(mode, new SocketsHttpHandler()),
            HttpVersion = HttpVersion.Version11,
            MaxReceiveMessageSize = null,
        });
}
