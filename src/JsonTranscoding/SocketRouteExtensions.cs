using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Transcribe.JsonTranscoding;

/// <summary>Maps WebSockets.</summary>
public static class SocketRouteExtensions
{
    // HTTP/2 opens WebSockets with CONNECT (RFC 8441).
    private static readonly string[] Methods = [HttpMethods.Connect, HttpMethods.Get];

    /// <summary>Maps a path that accepts WebSockets only.</summary>
    public static IEndpointConventionBuilder MapSocket(this IEndpointRouteBuilder endpoints, string path, RequestDelegate serve) =>
        endpoints.MapMethods(path, Methods, serve).WithMetadata(new StreamAttribute(), new SocketAttribute());
}
