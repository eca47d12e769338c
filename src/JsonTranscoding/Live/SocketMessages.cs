using System.Net.WebSockets;

namespace Transcribe.JsonTranscoding.Live;

/// <summary>Receives the messages of a WebSocket.</summary>
/// <param name="socket">The socket.</param>
/// <param name="maxBytes">The most bytes of a message.</param>
public sealed class SocketMessages(WebSocket socket, int maxBytes)
{
    private const int BufferBytes = 16 * 1024;

    private readonly byte[] _buffer = new byte[BufferBytes];

    /// <summary>Receives one whole message. A message over the limit is truncated to one byte more than the limit.</summary>
    /// <param name="cancellationToken">Aborts the socket.</param>
    public async Task<(WebSocketMessageType Type, byte[] Bytes)> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        ValueWebSocketReceiveResult received;
        do
        {
            received = await socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
            var room = (int)Math.Max(0, maxBytes + 1 - message.Length);
            message.Write(_buffer, 0, Math.Min(received.Count, room));
        }
        while (!received.EndOfMessage);
        return (received.MessageType, message.ToArray());
    }
}
