using System.Net;
using System.Net.Http.Headers;
using Google.Rpc;
using Grpc.Core;
using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Operations.Support;
using Transcribe.V1;
using Status = Google.Rpc.Status;
using StatusCode = Grpc.Core.StatusCode;

namespace Transcribe.Server.Tests.Errors;

/// <summary>gRPC messages that are not protobuf.</summary>
public sealed class MalformedMessageTests
{
    private const string Message = "The request message is not a valid protobuf message of this method";

    // A tag without its field.
    private static readonly byte[] Malformed = [0xFF, 0xFF];

    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(message => message, message => message);

    [Fact]
    public async Task Grpc_MessageThatIsNotProtobuf_IsInvalidWithoutAStackTraceInTheLog()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path, "Logging:LogLevel:Default=Information");

        foreach (var method in new[] { "Transcribe", "TranscribeStream", "WatchTranscription", "ListModels" })
            await AssertInvalidAsync(() => CallAsync(server, Transcriber.Descriptor.FullName, method));
        foreach (var method in new[] { "GetOperation", "WaitOperation" })
            await AssertInvalidAsync(() => CallAsync(server, "google.longrunning.Operations", method));
        await AssertInvalidAsync(() => CallAsync(server, "grpc.health.v1.Health", "Check"));
        await AssertInvalidAsync(async () =>
        {
            var method = Method(MethodType.DuplexStreaming, "TranscribeLive");
            using var live = server.Clients.Invoker.AsyncDuplexStreamingCall(method, null, default);
            await live.RequestStream.WriteAsync(Malformed);
            await live.ResponseStream.MoveNext(CancellationToken.None);
        });
        await AssertBrokenGzipIsInvalidAsync(server.Clients.Http.BaseAddress!);

        Assert.Equal(0, await server.EndAsync());
        Assert.False(server.HasLogged("   at "));
        Assert.False(server.HasLogged("Exception"));
    }

    private static Task<byte[]> CallAsync(ServerProcess server, string service, string method) =>
        server.Clients.Invoker.AsyncUnaryCall(Method(MethodType.Unary, method, service), null, default, Malformed).ResponseAsync;

    private static Method<byte[], byte[]> Method(MethodType type, string name, string? service = null) =>
        new(type, service ?? Transcriber.Descriptor.FullName, name, Bytes, Bytes);

    private static async Task AssertInvalidAsync(Func<Task> call)
    {
        var status = await Failure.AssertGrpcAsync(StatusCode.InvalidArgument, "INVALID_REQUEST", call);
        Assert.Equal(Message, status.Message);
    }

    private static async Task AssertBrokenGzipIsInvalidAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/transcribe.v1.Transcriber/Transcribe")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            // Compressed, three bytes long.
            Content = new ByteArrayContent([1, 0, 0, 0, 3, 1, 2, 3])
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") },
            },
            Headers = { { "grpc-encoding", "gzip" }, { "te", "trailers" } },
        };
        using var response = await http.SendAsync(request);
        await response.Content.ReadAsStringAsync();
        var headers = response.TrailingHeaders.Concat(response.Headers);
        var details = headers.Single(header => header.Key == "grpc-status-details-bin").Value;
        var status = Status.Parser.ParseFrom(Convert.FromBase64String(details.Single()));
        Assert.Equal(((int)Code.InvalidArgument, Message), (status.Code, status.Message));
    }
}
