using Transcribe.JsonTranscoding;

namespace Transcribe.Server.Access;

internal static class SocketExtensions
{
    /// <summary>Whether the endpoint of a request is a WebSocket.</summary>
    public static bool IsSocket(this HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<SocketAttribute>() is not null;
}
