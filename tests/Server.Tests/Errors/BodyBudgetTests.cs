using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Rpc;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Net.Compression;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.JsonTranscoding.Bodies;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Errors;

/// <summary>The bytes that all bodies in flight take together, and the limit of requests without audio.</summary>
public sealed class BodyBudgetTests(ServerFixture fixture)
{
    private const int Budget = 1 << 20;
    private const int HolderBytes = 900_000;
    private const int WithoutAudio = 64 * 1024;

    [Fact]
    public async Task Body_BesideOneThatTakesTheBudget_IsOverloadedUntilThatEnds()
    {
        await using var server = await TestServer.StartAsync(
            $"Transcribe:Server:MaxBodyBytesInFlight={Budget}", "Transcribe:Server:CallerBodyShare=1");
        var budget = server.Services.GetRequiredService<BodyBudget>();
        var speech = new TranscribeRequest { Content = ByteString.CopyFrom(Wav.Join(Pcm.Silence(8))) };
        Assert.InRange(speech.CalculateSize(), (Budget - HolderBytes) / 2, Budget / 2);
        using (var holder = await PostHeadersAsync(server, HolderBytes))
        {
            await Until.TrueAsync(() => budget.Taken == HolderBytes);

            // The response comes before any of the body.
            using var refused = await PostHeadersAsync(server, Budget - HolderBytes + 1);
            var answer = await ReadHeadersAsync(refused);
            Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
            Assert.Contains("Retry-After: 5\r\n", answer, StringComparison.OrdinalIgnoreCase);

            using var chunked = await server.Http.PostAsync("/v1/transcribe", speech, ("Transfer-Encoding", "chunked"));
            await Failure.AssertEnvelopeAsync(HttpStatusCode.ServiceUnavailable, "UNAVAILABLE", "OVERLOADED", chunked);
            var status = await Failure.AssertGrpcAsync(
                StatusCode.Unavailable, "OVERLOADED", () => server.Client.TranscribeAsync(speech).ResponseAsync);
            Assert.Equal(5, status.GetDetail<RetryInfo>()!.RetryDelay.Seconds);
            using var live = server.Client.TranscribeLive();
            // The refusal may end the call before the message is written, which cancels the write.
            await live.RequestStream.WriteAsync(new TranscribeLiveRequest { Audio = speech.Content })
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await Failure.AssertGrpcAsync(
                StatusCode.Unavailable, "OVERLOADED", () => live.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(HolderBytes, budget.Taken);

            // Small requests still fit.
            await server.Client.ListModelsAsync(new ListModelsRequest());
        }
        await Until.TrueAsync(() => budget.Taken == 0);
        await server.Client.TranscribeAsync(speech);
        using var admitted = await server.Http.PostAsync("/v1/transcribe", speech);
        Assert.Equal(HttpStatusCode.OK, admitted.StatusCode);
        await Until.TrueAsync(() => budget.Taken == 0);
    }

    [Fact]
    public async Task Body_LargerThanTheBudget_IsAdmittedAlone()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Server:MaxBodyBytesInFlight=1024");
        var request = new TranscribeRequest { Content = Samples.English.Content };

        Samples.English.AssertHeardIn((await server.Client.TranscribeAsync(request)).Text);
        using var response = await server.Http.PostAsync("/v1/transcribe", request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("/v1/operations/x:cancel")]
    [InlineData("/v1/nothing:cancel")]
    public async Task Json_WithoutAudioAndTooLarge_IsRefused(string path)
    {
        using var body = new StringContent("{\"x\":\"" + new string('x', WithoutAudio) + "\"}", Encoding.UTF8, "application/json");
        using var response = await fixture.Server.Http.PostAsync(new Uri(path, UriKind.Relative), body);

        if (path.Contains("nothing", StringComparison.Ordinal))
            await Failure.AssertEnvelopeAsync(HttpStatusCode.NotFound, "NOT_FOUND", "NOT_FOUND", response);
        else
            await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "INVALID_REQUEST", response);
    }

    [Theory]
    [InlineData("/generate", "")]
    [InlineData("/generate", "respond-async")]
    [InlineData("/generate_webhook", "")]
    public async Task ContainerHost_TooLarge_IsRefusedInItsOwnForm(string path, string prefer)
    {
        var request = new GenerateRequest { Url = $"http://127.0.0.1/{new string('x', WithoutAudio)}" };
        using var response = await fixture.Server.Http.PostAsync(path, request, ("Prefer", prefer));

        Assert.Equal(
            "A request without audio may have at most 65536 bytes", await Failure.AssertDetailAsync(HttpStatusCode.BadRequest, response));
    }

    [Fact]
    public async Task Grpc_WithoutAudioAndTooLarge_IsRefused()
    {
        var text = new string('x', WithoutAudio);

        await AssertRefusedAsync(() => fixture.Server.Client.GenerateAsync(new GenerateRequest { Url = text }).ResponseAsync);
        using var watch = fixture.Server.Client.WatchTranscription(new WatchTranscriptionRequest { Name = text });
        await AssertRefusedAsync(() => watch.ResponseStream.MoveNext(CancellationToken.None));
        var health = new Grpc.Health.V1.Health.HealthClient(fixture.Server.Channel);
        await AssertRefusedAsync(() => health.CheckAsync(new Grpc.Health.V1.HealthCheckRequest { Service = text }).ResponseAsync);
    }

    [Theory]
    [InlineData("/v1/transcribe", "application/json", "status")]
    [InlineData("/v1/transcribe", "audio/wav", "status")]
    [InlineData("/generate", "application/json", "detail")]
    [InlineData("/asr", "multipart/form-data; boundary=x", "detail")]
    [InlineData("/detect-language", "multipart/form-data; boundary=x", "detail")]
    [InlineData("/inference", "multipart/form-data; boundary=x", "openai")]
    [InlineData("/v1/audio/transcriptions", "multipart/form-data; boundary=x", "openai")]
    [InlineData("/v1/realtime/client_secrets", "application/json", "openai")]
    public async Task Body_WithAContentEncoding_IsRefusedAsUnsupported(string path, string contentType, string form)
    {
        const string Message = "The body has a content encoding; only `identity` is accepted";
        using var body = new ByteArrayContent([0x1F, 0x8B])
        {
            Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType), ContentEncoding = { "gzip" } },
        };
        using var response = await fixture.Server.Http.PostAsync(new Uri(path, UriKind.Relative), body);

        Assert.Equal("identity", Assert.Single(response.Headers.GetValues("Accept-Encoding")));
        if (form == "status")
            await Failure.AssertEnvelopeAsync(HttpStatusCode.UnsupportedMediaType, "INVALID_ARGUMENT", "INVALID_REQUEST", response);
        else if (form == "detail")
            Assert.Equal(Message, await Failure.AssertDetailAsync(HttpStatusCode.UnsupportedMediaType, response));
        else
        {
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
            var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
            Assert.Equal(Message, error.GetProperty("message").GetString());
        }
    }

    [Theory]
    [InlineData("/generate")]
    [InlineData("/v1/transcribe")]
    [InlineData("/v1/realtime/client_secrets")]
    public async Task PathOfHttp_WithTheContentTypeOfGrpc_IsNoMethod(string path)
    {
        using var body = new ByteArrayContent(new byte[2 * WithoutAudio]) { Headers = { ContentType = new("application/grpc") } };
        using var response = await fixture.Server.Http.PostAsync(new Uri(path, UriKind.Relative), body);

        Assert.Equal("12", Assert.Single(response.Headers.GetValues("grpc-status")));
        Assert.Equal("Unknown%20service%20or%20method", Assert.Single(response.Headers.GetValues("grpc-message")));
    }

    [Fact]
    public async Task Json_MuchBesideTheAudio_IsRefused()
    {
        // The fixture's limit of bodies is below this one.
        await using var server = await TestServer.StartAsync();
        foreach (var name in new[] { "uri", "c\\u006fntent" })
        {
            using var body = new StringContent($$"""{"{{name}}":"{{new string('A', 1 << 20)}}"}""", Encoding.UTF8, "application/json");
            using var response = await server.Http.PostAsync(new Uri("/v1/transcribe", UriKind.Relative), body);

            var error = await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "INVALID_REQUEST", response);
            Assert.Equal("A request may have at most 1048576 bytes beside its audio", error.GetProperty("message").GetString());
        }
    }

    [Fact]
    public async Task Json_WithTwoContents_IsRefused()
    {
        using var response = await fixture.Server.Http.PostAsync("/v1/transcribe", """{"content":"","content":"AAAA"}""");

        var error = await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "INVALID_REQUEST", response);
        Assert.Equal("The request has more than one `content`", error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Grpc_ManyUnknownFields_AreRefused(bool isCompressed)
    {
        var groups = UnsafeByteOperations.UnsafeWrap(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{|", 9_000))));
        var bytes = Marshallers.Create<ByteString>(message => message.ToByteArray(), ByteString.CopyFrom);
        var method = new Method<ByteString, ByteString>(MethodType.Unary, Transcriber.Descriptor.FullName, "Transcribe", bytes, bytes);
        var headers = new Metadata();
        if (isCompressed)
            headers.Add("grpc-internal-encoding-request", "gzip");

        var status = await Failure.AssertGrpcAsync(StatusCode.InvalidArgument, "INVALID_REQUEST", () =>
            fixture.Server.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(headers), groups).ResponseAsync);

        Assert.Equal("The fields that the service does not know may have at most 16384 bytes", status.Message);
    }

    [Fact]
    public async Task Grpc_OutOfMemoryWhileAMessageIsRead_IsOverloaded()
    {
        await using var server = await TestServer.StartAsync(builder => builder.Services.PostConfigure<GrpcServiceOptions>(
            grpc => grpc.CompressionProviders = [new FullMemory()]));
        var headers = new Metadata { { "grpc-internal-encoding-request", "gzip" } };

        var status = await Failure.AssertGrpcAsync(StatusCode.Unavailable, "OVERLOADED", () =>
            server.Client.TranscribeAsync(new TranscribeRequest { Uri = "http://127.0.0.1/" }, headers).ResponseAsync);

        Assert.Equal("The service is out of memory", status.Message);
        Assert.NotNull(status.GetDetail<RetryInfo>());
    }

    private static async Task AssertRefusedAsync(Func<Task> call)
    {
        var status = await Failure.AssertGrpcAsync(StatusCode.InvalidArgument, "INVALID_REQUEST", call);
        Assert.Equal("A request without audio may have at most 65536 bytes", status.Message);
    }

    private static async Task<TcpClient> PostHeadersAsync(TestServer server, int length)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/transcribe HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"));
        return client;
    }

    private static async Task<string> ReadHeadersAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
        var headers = new StringBuilder();
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            headers.Append(line).Append("\r\n");
        return headers.ToString();
    }

    private sealed class FullMemory : ICompressionProvider
    {
        public string EncodingName => "gzip";

        public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) => throw new NotSupportedException();

        public Stream CreateDecompressionStream(Stream stream) => throw new InsufficientMemoryException();
    }
}
