using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.Core;
using Transcribe.Server.Lifetime;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Access;

/// <summary>
/// Refusals depend on the headers alone: no part of the body is read. Only over HTTP/2 without gRPC the server discards the body for a
/// while, because clients such as curl would lose the response.
/// </summary>
public sealed class RefusalTests
{
    private const string Key = "correct-horse-battery";
    private const int LargeBytes = 4 << 20;

    [Theory]
    [InlineData("/v1/transcribe")]
    [InlineData("/generate")]
    public async Task Refusal_Http2BodyIsNeverFinished_Arrives(string path)
    {
        await using var server = await TestServer.StartAsync($"Transcribe:Access:Keys:0={Key}");
        using var request = Unfinished(path, "application/json");

        using var response = await server.Http.SendAsync(request).WaitAsync(Until.Longest);

        if (path == "/generate")
            await Failure.AssertDetailAsync(HttpStatusCode.Unauthorized, response);
        else
            await Failure.AssertEnvelopeAsync(HttpStatusCode.Unauthorized, "UNAUTHENTICATED", "UNAUTHENTICATED", response);
        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
    }

    [Theory]
    [InlineData("/v1/transcribe", "application/json")]
    [InlineData("/v1/transcribe", "audio/wav")]
    [InlineData("/v1/transcribe:longRunning", "application/json")]
    public async Task CallerWithoutABalance_BodyIsNeverFinished_IsRefused(string path, string contentType)
    {
        await using var server = await TestServer.StartAsync("Transcribe:Access:Quotas:AudioMinutesPerHour=1");
        // The 10 s too much are repaid in 10 minutes.
        var work = new TranscribeRequest { Content = ByteString.CopyFrom(Wav.Join(Pcm.Silence(70))) };
        await server.Client.TranscribeAsync(work);
        using var request = Unfinished(path, contentType);

        using var response = await server.Http.SendAsync(request).WaitAsync(Until.Longest);

        await Failure.AssertEnvelopeAsync(HttpStatusCode.TooManyRequests, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", response);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("audio/wav")]
    public async Task ServerThatDrains_BodyIsNeverFinished_IsRefused(string contentType)
    {
        await using var server = await TestServer.StartAsync();
        server.Services.GetRequiredService<Readiness>().BeginDraining();
        using var request = Unfinished("/v1/transcribe", contentType);

        using var response = await server.Http.SendAsync(request).WaitAsync(Until.Longest);

        await Failure.AssertEnvelopeAsync(HttpStatusCode.ServiceUnavailable, "UNAVAILABLE", "NOT_READY", response);
    }

    [Theory]
    [InlineData("/v1/transcribe", "application/json")]
    [InlineData("/v1/transcribe", "audio/wav")]
    [InlineData("/inference", "multipart/form-data; boundary=x")]
    public async Task ServerWithoutAPlace_BodyIsNeverFinished_IsRefused(string path, string contentType)
    {
        var gate = new SecondMessageGate();
        await using var server = await TestServer.StartAsync(gate.Configure, "Transcribe:Batching:MaxRequests=1");
        using var holder = server.Client.TranscribeStream(
            new TranscribeRequest { Content = Samples.English.Content }, new Metadata { { SecondMessageGate.Header, "yes" } });
        Assert.True(await holder.ResponseStream.MoveNext(CancellationToken.None));
        using var request = Unfinished(path, contentType);

        using var response = await server.Http.SendAsync(request).WaitAsync(Until.Longest);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("Too many transcriptions", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter!.Delta);
        // An operation waits, and a live stream has places of its own.
        var operation = await server.Client.TranscribeLongRunningAsync(
            new TranscribeLongRunningRequest { Request = new TranscribeRequest { Content = Samples.English.Content } });
        Assert.StartsWith("operations/", operation.Name, StringComparison.Ordinal);
        using var live = server.Client.TranscribeLive();
        await live.RequestStream.WriteAsync(new TranscribeLiveRequest { Config = new LiveConfig() });
        await live.RequestStream.CompleteAsync();
        Assert.False(await live.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.OK, live.GetStatus().StatusCode);
        gate.Open();
    }

    [Theory]
    [InlineData("Transcribe", "identity")]
    [InlineData("Transcribe", "gzip")]
    [InlineData("TranscribeStream", "gzip")]
    [InlineData("TranscribeLive", "identity")]
    public async Task GrpcRefusal_MessageIsNeverFinished_ArrivesAndNothingIsRead(string method, string encoding)
    {
        var bytes = new BodyCounter();
        await using var server = await TestServer.StartAsync(bytes.Configure, $"Transcribe:Access:Keys:0={Key}");
        using var request = Unfinished($"/transcribe.v1.Transcriber/{method}", "application/grpc");
        request.Headers.Add("grpc-encoding", encoding);
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));

        using var response = await server.Http.SendAsync(request).WaitAsync(Until.Longest);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/grpc", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("16", Assert.Single(response.Headers.GetValues("grpc-status")));
        var details = Assert.Single(response.Headers.GetValues("grpc-status-details-bin"));
        var status = Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(details));
        Assert.Equal(("UNAUTHENTICATED", "transcribe"), (status.GetDetail<ErrorInfo>()!.Reason, status.GetDetail<ErrorInfo>()!.Domain));
        Assert.Equal(0, bytes.Read);
    }

    [Fact]
    public async Task GrpcRefusal_LargeMessageOfAClient_IsReportedToIt()
    {
        var bytes = new BodyCounter();
        await using var server = await TestServer.StartAsync(bytes.Configure, $"Transcribe:Access:Keys:0={Key}");
        var request = new TranscribeRequest { Content = Google.Protobuf.ByteString.CopyFrom(new byte[LargeBytes]) };
        await Failure.AssertGrpcAsync(
            StatusCode.Unauthenticated,
            "UNAUTHENTICATED",
            () => server.Client.TranscribeAsync(request).ResponseAsync.WaitAsync(Until.Longest));
        await Failure.AssertGrpcAsync(
            StatusCode.Unauthenticated, "UNAUTHENTICATED", () => server.Client.TranscribeLive().ResponseStream.MoveNext());
        Assert.Equal(0, bytes.Read);
    }

    [Theory]
    [InlineData("--http1.1")]
    [InlineData("--http2-prior-knowledge")]
    public async Task Refusal_ClientSendsALargeBody_ArrivesInEachVersionOfHttp(string version)
    {
        Assert.SkipUnless(await Tool.SucceedsAsync("curl", "--version"), "curl is missing");
        using var folder = new TestFolder();
        await File.WriteAllBytesAsync(folder["body"], new byte[LargeBytes]);
        await using var server = await TestServer.StartAsync($"Transcribe:Access:Keys:0={Key}");
        var result = await Tool.RunAsync(
            "curl",
            ["--silent", "--show-error", "--data-binary", $"@{folder["body"]}", "-H", "Content-Type: application/json",
                "--write-out", "\n%{http_code}", version, new Uri(server.Address, "/v1/transcribe").ToString()]);

        Assert.True(result.Exit == 0, result.Error);
        var lines = result.Output.Split('\n');
        Assert.Equal("401", lines[^1]);
        Failure.AssertEnvelope(HttpStatusCode.Unauthorized, "UNAUTHENTICATED", "UNAUTHENTICATED", lines[0]);
    }

    [Fact]
    public async Task Refusal_SocketSendsTheHeadersOnly_ArrivesAndNothingIsRead()
    {
        var bytes = new BodyCounter();
        await using var server = await TestServer.StartAsync(bytes.Configure, $"Transcribe:Access:Keys:0={Key}");
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/transcribe HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {LargeBytes}\r\n\r\n"));

        using var reader = new StreamReader(client.GetStream());

        Assert.Equal("HTTP/1.1 401 Unauthorized", await reader.ReadLineAsync().WaitAsync(Until.Longest));
        Assert.Equal(0, bytes.Read);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task WebSocket_NoKey_IsRefusedAtItsUpgrade(string version)
    {
        await using var server = await TestServer.StartAsync($"Transcribe:Access:Keys:0={Key}");
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.HttpVersion = new Version(version);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        var uri = new UriBuilder(new Uri(server.Address, "/v1/transcribe:live")) { Scheme = "ws" }.Uri;

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(uri, invoker, CancellationToken.None));

        Assert.Equal(HttpStatusCode.Unauthorized, socket.HttpStatusCode);
    }

    [Theory]
    [InlineData("GET", "/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/v1/models", HttpStatusCode.MethodNotAllowed)]
    public async Task NoKey_RequestMatchesNoRoute_IsAnsweredByTheRouter(string method, string path, HttpStatusCode status)
    {
        await using var server = await TestServer.StartAsync($"Transcribe:Access:Keys:0={Key}");
        using var response = await server.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    [InlineData("/startupz")]
    [InlineData("/metrics")]
    [InlineData("/")]
    public async Task NoKey_ProbesAndMetrics_AreOpen(string path)
    {
        await using var server = await TestServer.StartAsync($"Transcribe:Access:Keys:0={Key}");
        using var response = await server.Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static HttpRequestMessage Unfinished(string path, string type) => new(HttpMethod.Post, path)
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Content = new UnfinishedContent { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } },
    };

    /// <summary>A body that begins and never ends.</summary>
    private sealed class UnfinishedContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(new byte[100], cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }

        protected override bool TryComputeLength(out long length) => (length = LargeBytes) > 0;
    }

    /// <summary>Counts what the server reads of all bodies.</summary>
    private sealed class BodyCounter : IStartupFilter
    {
        private long _read;

        public long Read => Interlocked.Read(ref _read);

        public void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton<IStartupFilter>(this);

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                context.Request.Body = new CountedBody(this, context.Request.Body);
                return rest(context);
            });
            next(app);
        };

        private sealed class CountedBody(BodyCounter counter, Stream inner) : ReadOnlyStream
        {
            public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            {
                var read = await inner.ReadAsync(buffer, cancellationToken);
                Interlocked.Add(ref counter._read, read);
                return read;
            }
        }
    }
}
