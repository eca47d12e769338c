using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Transcribe.JsonTranscoding.Live;

/// <summary><c>TranscribeLive</c> as a WebSocket, for browsers and plain clients.</summary>
public static class LiveSocketExtensions
{
    /// <summary>The WebSocket's path.</summary>
    public const string Path = "/v1/transcribe:live";

    /// <summary>A client that answers no ping for this long is gone.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Lets requests become WebSockets.</summary>
    public static IApplicationBuilder UseLiveSockets(this IApplicationBuilder app) =>
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = KeepAlive, KeepAliveTimeout = KeepAlive });

    /// <summary>
    /// Maps the WebSocket: a text frame with the configuration in proto3 JSON, then binary frames of audio; answers are text frames. <c>{"end":true}</c> is the half-close.
    /// A failure is a last text frame in the form of JSON error bodies.
    /// </summary>
    public static IEndpointRouteBuilder MapLiveSocket(this IEndpointRouteBuilder endpoints)
    {
        endpoints.Map(Path, ServeAsync);
        return endpoints;
    }

    private static async Task ServeAsync(HttpContext context)
    {
        var calls = context.RequestServices.GetRequiredService<ILiveCalls>();
        calls.Admit(context);
        if (!context.WebSockets.IsWebSocketRequest)
            throw new RpcException(new Grpc.Core.Status(StatusCode.InvalidArgument, "This address speaks WebSocket; gRPC clients call TranscribeLive"));
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await new LiveSocket(socket, calls).RunAsync(context);
    }
}
