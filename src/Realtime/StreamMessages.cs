using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Transcribe.Core;
using Transcribe.V1;

namespace Transcribe.Realtime;

/// <summary>
/// The messages of a session's live stream. While the client sends nothing, they keep the stream alive, until the session is idle for too
/// long.
/// </summary>
/// <param name="limits">The limits of the stream.</param>
/// <param name="idleTimeout">The longest wait for an event of the client.</param>
/// <param name="time">The clock.</param>
internal sealed class StreamMessages(RealtimeLimits limits, TimeSpan idleTimeout, TimeProvider time)
    : IAsyncStreamReader<TranscribeLiveRequest>
{
    /// <summary>The capacity of the message queue. While it is full, the network applies back pressure to the sender.</summary>
    private const int WaitingMessages = 4;

    private readonly Channel<TranscribeLiveRequest> _messages = Channel.CreateBounded<TranscribeLiveRequest>(WaitingMessages);
    private long _heard = time.GetTimestamp();
    private Task<bool>? _waiting;

    /// <inheritdoc/>
    public TranscribeLiveRequest Current { get; private set; } = new();

    /// <summary>Notes that the client has sent something.</summary>
    public void Hear() => Interlocked.Exchange(ref _heard, time.GetTimestamp());

    /// <summary>Adds a message.</summary>
    /// <exception cref="ChannelClosedException">The stream has ended.</exception>
    public ValueTask AddAsync(TranscribeLiveRequest message, CancellationToken cancellationToken) =>
        _messages.Writer.WriteAsync(message, cancellationToken);

    /// <summary>Adds audio, in messages that the stream accepts.</summary>
    /// <exception cref="ChannelClosedException">The stream has ended.</exception>
    public async Task AddAsync(byte[] audio, CancellationToken cancellationToken)
    {
        for (var at = 0; at < audio.Length; at += limits.MaxMessageBytes)
        {
            var piece = audio.AsMemory(at, Math.Min(limits.MaxMessageBytes, audio.Length - at));
            await AddAsync(new TranscribeLiveRequest { Audio = UnsafeByteOperations.UnsafeWrap(piece) }, cancellationToken);
        }
    }

    /// <summary>Ends the messages because the client has gone.</summary>
    public void Abandon(Exception? reason) =>
        _messages.Writer.TryComplete(new OperationCanceledException("The client closed the session", reason));

    /// <summary>Ends the messages because the client exceeded a limit.</summary>
    public void Fail(RpcException refusal) => _messages.Writer.TryComplete(refusal);

    /// <summary>Refuses all further messages.</summary>
    public void Stop() => _messages.Writer.TryComplete();

    /// <summary>Moves to the next message.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.StreamIdle"/>.</exception>
    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        _waiting ??= _messages.Reader.WaitToReadAsync(cancellationToken).AsTask();
        try
        {
            await _waiting.WaitAsync(limits.IdleTimeout / 2, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            if (time.GetElapsedTime(Interlocked.Read(ref _heard)) >= idleTimeout)
                throw new TranscriptionException(
                    TranscriptionError.StreamIdle, $"The session brought no event for {LimitText.Duration(idleTimeout)}");
            Current = new TranscribeLiveRequest { KeepAlive = new() };
            return true;
        }
        var more = await _waiting && _messages.Reader.TryRead(out var message) && Take(message);
        _waiting = null;
        return more;
    }

    private bool Take(TranscribeLiveRequest message)
    {
        Current = message;
        return true;
    }
}
