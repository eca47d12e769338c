using System.Buffers.Binary;
using System.Net.Sockets;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Ports.Http2;

/// <summary>A client that sends any bytes after the connection preface, and reads frames.</summary>
internal sealed class Http2Peer : IDisposable
{
    private readonly TcpClient _client = new();

    public static async Task<Http2Peer> ConnectAsync(TestServer server)
    {
        var peer = new Http2Peer();
        await peer._client.ConnectAsync(server.Address.Host, server.Address.Port);
        await peer._client.GetStream().WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await peer.SendAsync(new Frame(FrameType.Settings, 0, 0, []));
        return peer;
    }

    public async Task SendAsync(params IEnumerable<Frame> frames) =>
        await _client.GetStream().WriteAsync(frames.SelectMany(frame => frame.ToBytes()).ToArray());

    /// <summary>Reads frames until one fits; null if the connection ends before.</summary>
    public async Task<Frame?> FindAsync(Func<Frame, bool> fits)
    {
        using var limit = new CancellationTokenSource(Until.Longest);
        while (await ReadAsync(limit.Token) is { } frame)
        {
            if (fits(frame))
                return frame;
        }
        return null;
    }

    public void Dispose() => _client.Dispose();

    private async Task<Frame?> ReadAsync(CancellationToken cancel)
    {
        try
        {
            var header = new byte[Frame.HeaderBytes];
            await _client.GetStream().ReadExactlyAsync(header, cancel);
            var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header) >> 8];
            await _client.GetStream().ReadExactlyAsync(payload, cancel);
            return new Frame((FrameType)header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)), payload);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
