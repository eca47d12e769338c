using System.Net.WebSockets;
using Grpc.Core;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Bodies;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.JsonTranscoding.Live;

/// <summary>
/// Receives the messages of a WebSocket. Bytes count as they arrive, also those of a message that never ends and those that are discarded.
/// </summary>
/// <param name="socket">The socket.</param>
/// <param name="maxBytes">The most bytes of a message.</param>
/// <param name="lease">The account of the call. It takes the copies of the largest message.</param>
/// <param name="copies">The copies of a message that may be in memory at once.</param>
/// <param name="rate">The rate of the received bytes.</param>
public sealed class SocketMessages(WebSocket socket, int maxBytes, BodyLease lease, int copies, StreamRate rate)
{
    private const int BufferBytes = 16 * 1024;

    private readonly byte[] _buffer = new byte[BufferBytes];

    /// <summary>Receives one whole message. A message over the limit is truncated to one byte more than the limit.</summary>
    /// <param name="cancellationToken">Aborts the socket.</param>
    /// <exception cref="RpcException">OVERLOADED or QUOTA_EXCEEDED: <see cref="DiscardAsync"/> must receive the rest.</exception>
    public async Task<(WebSocketMessageType Type, byte[] Bytes)> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        ValueWebSocketReceiveResult received;
        do
        {
            received = await socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
            var kept = (int)Math.Min(received.Count, Math.Max(0, maxBytes + 1L - message.Length));
            Take(received.Count, message.Length + kept);
            message.Write(_buffer, 0, kept);
        }
        while (!received.EndOfMessage);
        return (received.MessageType, message.ToArray());
    }

    /// <summary>
    /// Receives nothing until the call has ended, and discards what comes then, up to the client's close. If bytes were left, the
    /// connection would be reset, and the client would lose the last answer.
    /// </summary>
    /// <param name="ended">Completes when the last answer has been sent.</param>
    /// <param name="cancellationToken">Aborts the socket.</param>
    public async Task DiscardAsync(Task ended, CancellationToken cancellationToken)
    {
        await ended.WaitAsync(cancellationToken);
        while ((await socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken)).MessageType != WebSocketMessageType.Close)
        {
            // Discarded.
        }
    }

    private void Take(int received, long held)
    {
        try
        {
            rate.Take(received);
        }
        catch (TranscriptionException tooFast)
        {
            throw ErrorMap.Find(tooFast)!;
        }
        lease.GrowTo(copies * held);
    }
}
