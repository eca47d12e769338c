using System.Net.WebSockets;
using System.Threading.Channels;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.JsonTranscoding.Live;
using Transcribe.Realtime.Events;
using Transcribe.Realtime.Turns;
using Transcribe.V1;

namespace Transcribe.Realtime;

/// <summary>Runs one session as one call of <see cref="Transcriber.TranscriberBase.TranscribeLive"/>.</summary>
/// <param name="socket">The socket.</param>
/// <param name="frames">Receives the frames of the socket.</param>
/// <param name="service">The service.</param>
/// <param name="errors">Maps exceptions.</param>
/// <param name="client">Carries out the events of the client.</param>
/// <param name="events">Sends events.</param>
/// <param name="turns">The turns of the session.</param>
/// <param name="stream">The messages of the call; the first is its configuration.</param>
internal sealed class RealtimeSocket(
    WebSocket socket,
    SocketMessages frames,
    Transcriber.TranscriberBase service,
    CallErrors errors,
    ClientEvents client,
    EventSender events,
    TurnLog turns,
    StreamMessages stream) : IServerStreamWriter<TranscribeLiveResponse>
{
    /// <summary>A frame as received, its copy and the audio in it.</summary>
    public const int Copies = 3;

    /// <summary>The time limit for the client to receive the last frames.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public WriteOptions? WriteOptions { get; set; }

    /// <param name="context">The request.</param>
    public async Task RunAsync(HttpContext context)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var reading = ReadAsync(context, gone);
        try
        {
            await service.TranscribeLive(stream, this, new HttpCall(context, nameof(service.TranscribeLive), gone.Token));
        }
        catch (Exception exception)
        {
            var status = errors.Of(exception, context, DateTime.MaxValue, gone.Token);
            if (!gone.IsCancellationRequested)
                await FailAsync(status);
        }
        finally
        {
            // A reader that waits for room would not see the end of the socket.
            stream.Stop();
            _ended.TrySetResult();
            await reading.WaitAsync(LastWords, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // Ends a pending receive.
            socket.Abort();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public Task WriteAsync(TranscribeLiveResponse message) => WriteAsync(message, CancellationToken.None);

    /// <inheritdoc/>
    public Task WriteAsync(TranscribeLiveResponse message, CancellationToken cancellationToken) =>
        turns.TakeAsync(message, cancellationToken);

    /// <summary>Reads until the client closes the socket or disconnects.</summary>
    private async Task ReadAsync(HttpContext context, CancellationTokenSource gone)
    {
        Exception? reason = null;
        try
        {
            while (await frames.ReceiveAsync(gone.Token) is var (type, frame) && type != WebSocketMessageType.Close)
                await TakeAsync(type, frame, context, gone.Token);
            if (socket.State == WebSocketState.CloseReceived)
                await CloseAsync(WebSocketCloseStatus.NormalClosure, "");
        }
        catch (RpcException refused)
        {
            stream.Fail(refused);
            await frames.DiscardAsync(_ended.Task, gone.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            reason = exception;
        }
        finally
        {
            // First, so that the call knows why its messages end.
            await gone.CancelAsync();
            stream.Abandon(reason);
        }
    }

    private async Task TakeAsync(WebSocketMessageType type, byte[] frame, HttpContext context, CancellationToken cancellationToken)
    {
        // Empty frames are not activity.
        if (frame.Length > 0)
            stream.Hear();
        try
        {
            var (id, failure) = await client.TakeAsync(type, frame, cancellationToken);
            if (failure is not null)
                await events.SendAsync(ErrorOf(failure, context, cancellationToken), id, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            // The stream has ended, which the client has been told.
        }
    }

    private RealtimeError ErrorOf(Exception failure, HttpContext context, CancellationToken cancellationToken) =>
        failure is RealtimeException own
            ? own.Error
            : RealtimeError.Of(errors.Of(failure, context, DateTime.MaxValue, cancellationToken));

    private async Task FailAsync(RpcException status)
    {
        using var patience = new CancellationTokenSource(LastWords);
        try
        {
            var error = RealtimeError.Of(status);
            await turns.FailAsync(error, patience.Token);
            await events.SendAsync(error, null, patience.Token);
            await CloseAsync(SocketClose.Of(status.StatusCode), status.StatusCode.ToString());
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException)
        {
            // The client has disconnected or does not read.
        }
    }

    private async Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        using var patience = new CancellationTokenSource(LastWords);
        await socket.CloseOutputAsync(status, reason, patience.Token);
    }
}
