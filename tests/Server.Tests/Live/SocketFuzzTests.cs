using System.Net.Sockets;
using System.Text;
using CsCheck;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Live;

/// <summary>Damaged WebSocket frames.</summary>
public sealed class SocketFuzzTests(ServerFixture fixture)
{
    private const int Connections = 150;

    private static readonly byte[] Handshake = Encoding.ASCII.GetBytes(
        "GET /v1/transcribe:live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");

    private static readonly byte[] Frames =
    [
        .. Frame(0x81, """{"config":{"explicitDecoding":{"encoding":"LINEAR16","sampleRateHertz":8000,"audioChannelCount":1}}}"""u8),
        .. Frame(0x89, "ping"u8),
        .. Frame(0x02, new byte[90]),
        .. Frame(0x80, new byte[90]),
        .. Frame(0x81, """{"end":true}"""u8),
        .. Frame(0x88, [0x03, 0xe8]),
    ];

    [Fact]
    public async Task Frames_Damaged_EndTheConnectionAndNothingElse()
    {
        await Mutations.Of(Frames).SampleAsync(
            async frames =>
            {
                using var client = new TcpClient();
                await client.ConnectAsync(fixture.Server.Address.Host, fixture.Server.Address.Port);
                await client.GetStream().WriteAsync(Handshake);
                try
                {
                    await client.GetStream().WriteAsync(frames);
                    client.Client.Shutdown(SocketShutdown.Send);
                    var answer = new byte[4096];
                    using var late = new CancellationTokenSource(Until.Longest);
                    while (await client.GetStream().ReadAsync(answer, late.Token) > 0)
                    {
                        // Only the end of the connection counts.
                    }
                }
                catch (Exception reset) when (reset is IOException or SocketException or InvalidOperationException)
                {
                    // The server closed the connection while the frames were sent.
                }
            },
            iter: Mutations.Count(Connections),
            threads: 4);

        Assert.Equal("""{"status":"ok"}""", await fixture.Server.Http.GetStringAsync("/health"));
    }

    // A client's frame with at most 125 bytes. The mask of zeros leaves the bytes as they are.
    private static byte[] Frame(byte head, ReadOnlySpan<byte> payload) => [head, (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload];
}
