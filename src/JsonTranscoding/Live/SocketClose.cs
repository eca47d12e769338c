using System.Net.WebSockets;
using Grpc.Core;

namespace Transcribe.JsonTranscoding.Live;

/// <summary>How a WebSocket is closed after a failure.</summary>
public static class SocketClose
{
    /// <summary>The status for the close frame of a call that failed.</summary>
    public static WebSocketCloseStatus Of(StatusCode code) => code is StatusCode.Internal or StatusCode.Unavailable
        ? WebSocketCloseStatus.InternalServerError
        : WebSocketCloseStatus.PolicyViolation;
}
