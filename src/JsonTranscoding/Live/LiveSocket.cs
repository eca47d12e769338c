using System.Net.WebSockets;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.V1;

namespace Transcribe.JsonTranscoding.Live;

/// <summary>One WebSocket as one live call.</summary>
internal sealed class LiveSocket(WebSocket socket, ILiveCalls calls)
{
    /// <summary>In which the last frames must be taken.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    public async Task RunAsync(HttpContext context)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var reader = new LiveSocketReader(socket, calls.MaxMessageBytes);
        var reading = ReadAsync(reader, gone);
        try
        {
            await calls.RunAsync(context, reader.Messages, SendAsync, gone.Token);
            await CloseAsync(WebSocketCloseStatus.NormalClosure, "");
        }
        catch (RpcException exception) when (!gone.IsCancellationRequested)
        {
            await FailAsync(exception);
        }
        catch (Exception exception) when (gone.IsCancellationRequested && exception is RpcException or OperationCanceledException or WebSocketException)
        {
            // Nobody listens any more.
        }
        finally
        {
            await reading.WaitAsync(LastWords, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // Ends a receive that is still waiting.
            socket.Abort();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task ReadAsync(LiveSocketReader reader, CancellationTokenSource gone)
    {
        await reader.RunAsync(gone.Token);
        await gone.CancelAsync();
    }

    private async ValueTask SendAsync(TranscribeLiveResponse response, CancellationToken cancellationToken) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(Formatter.Format(response)), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private async Task FailAsync(RpcException exception)
    {
        using var patience = new CancellationTokenSource(LastWords);
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(ErrorBody.Line(ErrorBody.Of(exception))!), WebSocketMessageType.Text, endOfMessage: true, patience.Token);
            await CloseAsync(Status(exception.StatusCode), exception.StatusCode.ToString());
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException)
        {
            // It is gone, or does not read.
        }
    }

    private static WebSocketCloseStatus Status(StatusCode code) =>
        code is StatusCode.Internal or StatusCode.Unavailable ? WebSocketCloseStatus.InternalServerError : WebSocketCloseStatus.PolicyViolation;

    private async Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        using var patience = new CancellationTokenSource(LastWords);
        await socket.CloseOutputAsync(status, reason, patience.Token);
    }
}
