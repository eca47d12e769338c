using System.Net.WebSockets;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Transcribe.JsonTranscoding.Bodies;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.V1;

namespace Transcribe.JsonTranscoding.Live;

/// <summary>Runs one WebSocket as one call of <see cref="Transcriber.TranscriberBase.TranscribeLive"/>.</summary>
internal sealed class LiveSocket(
    WebSocket socket, Transcriber.TranscriberBase service, CallErrors errors, SocketLimits limits, TimeProvider time)
    : IServerStreamWriter<TranscribeLiveResponse>
{
    /// <summary>The time limit for the client to receive the last frames.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    private bool _isClosed;

    /// <inheritdoc/>
    public WriteOptions? WriteOptions { get; set; }

    /// <param name="context">The request.</param>
    /// <param name="lease">The account of the call.</param>
    public async Task RunAsync(HttpContext context, BodyLease lease)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var reader = new LiveSocketReader(socket, limits, lease, time);
        var reading = reader.RunAsync(() => CloseAsync(WebSocketCloseStatus.NormalClosure, ""), gone);
        try
        {
            await service.TranscribeLive(reader, this, new HttpCall(context, nameof(service.TranscribeLive), gone.Token));
            await CloseAsync(WebSocketCloseStatus.NormalClosure, "");
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
            reader.Stop();
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
        socket.SendAsync(
            Encoding.UTF8.GetBytes(Formatter.Format(message)), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private async Task FailAsync(RpcException exception)
    {
        using var patience = new CancellationTokenSource(LastWords);
        try
        {
            await socket.SendAsync(
                Encoding.UTF8.GetBytes(ErrorBody.Line(ErrorBody.Of(exception))!),
                WebSocketMessageType.Text,
                endOfMessage: true,
                patience.Token);
        }
        catch (Exception fault) when (IsDeaf(fault))
        {
            // The close frame is not received, either.
        }
        await CloseAsync(SocketClose.Of(exception.StatusCode), exception.StatusCode.ToString());
    }

    // The end of the call and a close frame of the client can come at once.
    private async Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        if (Interlocked.Exchange(ref _isClosed, true))
            return;
        using var patience = new CancellationTokenSource(LastWords);
        try
        {
            await socket.CloseOutputAsync(status, reason, patience.Token);
        }
        catch (Exception fault) when (IsDeaf(fault))
        {
            // The call has ended, and nobody is left to tell.
        }
    }

    // The client has disconnected or does not read.
    private static bool IsDeaf(Exception fault) => fault is WebSocketException or OperationCanceledException;
}
