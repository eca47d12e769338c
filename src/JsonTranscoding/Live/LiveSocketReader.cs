using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Bodies;
using Transcribe.JsonTranscoding.Requests;
using Transcribe.V1;

namespace Transcribe.JsonTranscoding.Live;

/// <summary>
/// Converts the frames of a WebSocket to messages. A separate loop receives them, because a cancelled receive aborts the socket and loses
/// pending responses.
/// </summary>
/// <param name="socket">The socket.</param>
/// <param name="limits">The limits of the socket.</param>
/// <param name="lease">The account of the call. It takes the messages that may wait, at the size of the largest.</param>
/// <param name="time">The clock.</param>
internal sealed class LiveSocketReader(WebSocket socket, SocketLimits limits, BodyLease lease, TimeProvider time)
    : IAsyncStreamReader<TranscribeLiveRequest>
{
    /// <summary>The capacity of the message queue. While it is full, the network applies back pressure to the sender.</summary>
    private const int WaitingMessages = 4;

    /// <summary>Those in the queue, the one that arrives and the one that is processed.</summary>
    private const int HeldMessages = WaitingMessages + 2;

    private readonly Channel<TranscribeLiveRequest> _messages = Channel.CreateBounded<TranscribeLiveRequest>(WaitingMessages);
    private readonly SocketMessages _frames =
        new(socket, limits.MaxMessageBytes, lease, HeldMessages, new StreamRate(limits.MaxBytesPerSecond, time));

    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isConfigured;

    /// <inheritdoc/>
    public TranscribeLiveRequest Current { get; private set; } = new();

    /// <summary>Moves to the next message. The messages end with the half-close or with the error of an invalid frame.</summary>
    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (!await _messages.Reader.WaitToReadAsync(cancellationToken) || !_messages.Reader.TryRead(out var message))
            return false;
        Current = message;
        return true;
    }

    /// <summary>Discards all further messages, because the call has ended.</summary>
    public void Stop()
    {
        _messages.Writer.TryComplete();
        _stopped.TrySetResult();
    }

    /// <summary>Reads until the client closes the socket or disconnects.</summary>
    /// <param name="answerClose">Answers the close frame of the client. The messages end after it.</param>
    /// <param name="gone">Is cancelled before the messages end, so that the call knows why they end. Aborts the socket.</param>
    public async Task RunAsync(Func<Task> answerClose, CancellationTokenSource gone)
    {
        Exception? failure = null;
        try
        {
            while (await _frames.ReceiveAsync(gone.Token) is var (type, bytes) && type != WebSocketMessageType.Close)
                await TakeAsync(type, bytes, gone.Token);
            failure = new OperationCanceledException("The client closed the socket");
            if (socket.State == WebSocketState.CloseReceived)
                await answerClose();
        }
        catch (RpcException refused)
        {
            _messages.Writer.TryComplete(refused);
            await _frames.DiscardAsync(_stopped.Task, gone.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            failure = new OperationCanceledException("The client disconnected", exception);
        }
        finally
        {
            await gone.CancelAsync();
            _messages.Writer.TryComplete(failure);
        }
    }

    private async Task TakeAsync(WebSocketMessageType type, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            var message = type == WebSocketMessageType.Binary
                ? new TranscribeLiveRequest { Audio = UnsafeByteOperations.UnsafeWrap(bytes) }
                : ReadText(bytes);
            if (message is null)
                _messages.Writer.TryComplete();
            else
                await _messages.Writer.WriteAsync(message, cancellationToken);
        }
        catch (RpcException refused)
        {
            _messages.Writer.TryComplete(refused);
        }
        catch (ChannelClosedException)
        {
            // Audio after the end is discarded.
        }
    }

    /// <summary>Parses a text frame: the first is the configuration, later ones are messages or the end, which returns null.</summary>
    private TranscribeLiveRequest? ReadText(byte[] bytes)
    {
        if (_isConfigured && IsEnd(bytes))
            return null;
        if (_isConfigured)
            return JsonMessage.Read<TranscribeLiveRequest>(bytes);
        _isConfigured = true;
        return new TranscribeLiveRequest { Config = JsonMessage.Read<LiveConfig>(bytes, "config") };
    }

    private static bool IsEnd(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("end", out var end)
                && end.ValueKind == JsonValueKind.True;
        }
        // Not JSON, or a name that is not Unicode. Whoever reads the message says so.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
