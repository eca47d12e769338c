using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>Recognises the exceptions of a connection, a stream or a WebSocket that the client has reset or closed.</summary>
public static class Disconnects
{
    /// <summary>
    /// Whether the client caused the exception by disconnecting. A reset connection fails reads before it cancels the request, so the
    /// cancellation alone does not tell.
    /// </summary>
    public static bool Is(Exception exception) =>
        exception is ConnectionResetException or ConnectionAbortedException or WebSocketException
            or IOException { InnerException: ConnectionAbortedException };
}
