using System.Net;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.Core;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.Bodies;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Errors;

/// <summary>The part of the budget of bodies that one caller may take.</summary>
public sealed class CallerBodyShareTests
{
    private const int Limit = 1 << 20;
    private const int SlowBytes = 200_000;
    private const string Alice = "alice-alice-alice";
    private const string Bob = "bob-bob-bob-bob-bob";
    private const string Message = "The requests of the caller in progress take its share of the memory that the service has for them";

    [Fact]
    public async Task SlowBodies_OfOneTenant_LeaveRoomForAnother()
    {
        await using var server = await TestServer.StartAsync(
            $"Transcribe:Server:MaxBodyBytesInFlight={Limit}",
            $"Transcribe:Access:Tenants:alice:Keys:0={Alice}",
            $"Transcribe:Access:Tenants:bob:Keys:0={Bob}");
        await AssertSharedAsync(server, IPAddress.Loopback, Alice, IPAddress.Loopback, Bob);
    }

    [Fact]
    public async Task SlowBodies_OfOneAddressWithoutKeys_LeaveRoomForAnother()
    {
        await using var server = await TestServer.StartAsync($"Transcribe:Server:MaxBodyBytesInFlight={Limit}");
        await AssertSharedAsync(server, IPAddress.Parse("127.0.0.2"), Alice, IPAddress.Loopback, Bob);
    }

    [Fact]
    public void Share_OfManyCallers_LeavesRoomForAnother()
    {
        var budget = new BodyBudget(1_000, 0.5);
        foreach (var (caller, bytes) in new[] { ("a", 500), ("b", 250), ("c", 125) })
        {
            Open(budget, caller).GrowTo(bytes);
            AssertRefused(() => Open(budget, caller).GrowTo(1));
        }
        Assert.Equal(875, budget.Taken);
    }

    [Fact]
    public void Share_AfterBodiesEnded_IsFree()
    {
        var budget = new BodyBudget(1_000, 0.5);
        using var other = Open(budget, "b");
        other.GrowTo(1);
        for (var i = 0; i < 3; i++)
        {
            using var first = Open(budget, "a");
            using var second = Open(budget, "a");
            first.GrowTo(300);
            second.GrowTo(199);
            AssertRefused(() => second.GrowTo(201));
        }
        Assert.Equal(1, budget.Taken);
    }

    private static async Task AssertSharedAsync(TestServer server, IPAddress slow, string slowKey, IPAddress other, string otherKey)
    {
        var budget = server.Services.GetRequiredService<BodyBudget>();
        var speech = new TranscribeRequest { Content = ByteString.CopyFrom(Wav.Join(Pcm.Silence(3))) };
        using var first = await UploadAsync(server, slow, slowKey);
        using var second = await UploadAsync(server, slow, slowKey);
        await Until.TrueAsync(() => budget.Taken == 2 * SlowBytes);

        using (var refused = await UploadAsync(server, slow, slowKey))
        {
            var answer = await ReadAsync(refused);
            Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
            Assert.Contains("Retry-After: 5\r\n", answer, StringComparison.OrdinalIgnoreCase);
            Assert.Contains(Message, answer, StringComparison.Ordinal);
        }
        var status = await Failure.AssertGrpcAsync(StatusCode.Unavailable, "OVERLOADED", () => CallAsync(server, slow, slowKey, speech));
        Assert.Equal((Message, 5L), (status.Message, status.GetDetail<RetryInfo>()!.RetryDelay.Seconds));
        await CallAsync(server, other, otherKey, speech);
        Assert.Equal(2 * SlowBytes, budget.Taken);
    }

    /// <summary>Begins to post a body from a local address.</summary>
    private static async Task<TcpClient> UploadAsync(TestServer server, IPAddress from, string key)
    {
        var client = new TcpClient(new IPEndPoint(from, 0));
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/transcribe HTTP/1.1\r\nHost: x\r\nX-Api-Key: {key}\r\nContent-Type: application/json\r\n"
            + $"Connection: close\r\nContent-Length: {SlowBytes}\r\n\r\n{{"));
        return client;
    }

    private static async Task<string> ReadAsync(TcpClient client)
    {
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (!answer.ToString().Contains("memory", StringComparison.Ordinal))
        {
            var read = await client.GetStream().ReadAsync(buffer);
            if (read == 0)
                break;
            answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        return answer.ToString();
    }

    private static async Task CallAsync(TestServer server, IPAddress from, string key, TranscribeRequest request)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(from, 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(server.Address, new() { HttpHandler = handler });
        await new Transcriber.TranscriberClient(channel).TranscribeAsync(request, new Metadata { { "x-api-key", key } });
    }

    private static BodyLease Open(BodyBudget budget, string caller)
    {
        var context = new DefaultHttpContext();
        context.SetCaller(Caller.Of(caller));
        return budget.Open(context);
    }

    private static void AssertRefused(Action take) => Assert.Equal(Message, Assert.Throws<RpcException>(take).Status.Detail);
}
