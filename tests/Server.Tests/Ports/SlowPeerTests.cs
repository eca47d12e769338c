using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Live;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Ports;

/// <summary>Peers that send too slowly, or pings alone.</summary>
public sealed class SlowPeerTests
{
    private static ReadOnlySpan<byte> Http2Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    [Fact]
    public void Rate_OfBodies_IsInForce()
    {
        using var server = TranscribeServer.Build([]);
        var limits = server.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<KestrelServerOptions>>().Value.Limits;

        Assert.Equal(1024, limits.MinRequestBodyDataRate!.BytesPerSecond);
        Assert.Equal(TimeSpan.FromSeconds(10), limits.MinRequestBodyDataRate.GracePeriod);
        Assert.Equal(TimeSpan.FromMinutes(2), limits.KeepAliveTimeout);
        Assert.Equal(TimeSpan.FromSeconds(15), limits.RequestHeadersTimeout);
    }

    [Fact]
    public async Task JsonBody_TooSlow_EndsWithAnError()
    {
        await using var server = await TestServer.StartAsync(Hurry);
        using var client = await ConnectAsync(server);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            "POST /v1/transcribe HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"));

        Assert.StartsWith("HTTP/1.1 408 ", await ReadAllAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GrpcMessage_TooSlow_EndsAndLiveAudioDoesNot()
    {
        await using var server = await TestServer.StartAsync(Hurry);
        using var live = server.Client.TranscribeLive();
        await live.RequestStream.WriteAsync(new TranscribeLiveRequest { Config = LiveRun.Config(LiveRun.Linear16) });

        using var slow = new HttpRequestMessage(HttpMethod.Post, "/transcribe.v1.Transcriber/Transcribe")
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new UnfinishedContent(),
        };
        using var limit = new CancellationTokenSource(Until.Longest);
        await Assert.ThrowsAnyAsync<Exception>(() => server.Http.SendAsync(slow, limit.Token));
        Assert.False(limit.IsCancellationRequested);

        // The live stream had its own connection, and has been as slow for as long.
        await live.RequestStream.WriteAsync(new TranscribeLiveRequest { Audio = ByteString.CopyFrom(new byte[3200]) });
        await live.RequestStream.CompleteAsync();
        await foreach (var response in live.ResponseStream.ReadAllAsync())
            Assert.Null(response.Results.FirstOrDefault());
    }

    [Fact]
    public async Task Pings_WithoutARequest_DoNotKeepTheConnection()
    {
        await using var server = await TestServer.StartLoadingAsync(_ => { }, "Transcribe:Server:IdleTimeout=00:00:01");
        using var client = await ConnectAsync(server);
        await client.GetStream().WriteAsync(Http2Preface.ToArray());
        await client.GetStream().WriteAsync(Frame(type: 4, []));
        var reading = ReadAllAsync(client);
        try
        {
            while (!reading.IsCompleted)
            {
                await client.GetStream().WriteAsync(Frame(type: 6, new byte[8]));
                await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System));
            }
        }
        catch (IOException)
        {
            // The server has closed the connection.
        }
        await reading;
    }

    private static void Hurry(WebApplicationBuilder builder) => builder.Services.PostConfigure<KestrelServerOptions>(kestrel =>
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1_000_000, gracePeriod: TimeSpan.FromSeconds(2)));

    private static byte[] Frame(byte type, byte[] payload)
    {
        // Three bytes of length, the type, the flags, and four bytes of the stream, which is that of the connection.
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        frame[3] = type;
        payload.CopyTo(frame, 9);
        return frame;
    }

    private static async Task<TcpClient> ConnectAsync(TestServer server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        return client;
    }

    private static async Task<string> ReadAllAsync(TcpClient client)
    {
        using var limit = new CancellationTokenSource(Until.Longest);
        using var all = new MemoryStream();
        try
        {
            await client.GetStream().CopyToAsync(all, limit.Token);
        }
        catch (IOException)
        {
            // The server closed the connection with a reset.
        }
        return Encoding.Latin1.GetString(all.ToArray());
    }

    /// <summary>The beginning of a gRPC message, whose rest does not come.</summary>
    private sealed class UnfinishedContent : HttpContent
    {
        public UnfinishedContent() => Headers.ContentType = new("application/grpc");

        protected override async Task SerializeToStreamAsync(
            Stream stream, System.Net.TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(new byte[] { 0, 0, 0, 4, 0 }, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
