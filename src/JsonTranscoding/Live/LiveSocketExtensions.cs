using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.V1;

namespace Transcribe.JsonTranscoding.Live;

/// <summary><c>TranscribeLive</c> as a WebSocket, for browsers and plain clients.</summary>
public static class LiveSocketExtensions
{
    /// <summary>The WebSocket's path.</summary>
    public const string Path = "/v1/transcribe:live";

    /// <summary>A client that answers no ping for this long counts as gone.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Accepts WebSocket requests.</summary>
    public static IApplicationBuilder UseLiveSockets(this IApplicationBuilder app) =>
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = KeepAlive, KeepAliveTimeout = KeepAlive });

    /// <summary>
    /// Maps the WebSocket: a text frame with the configuration in proto3 JSON, then binary frames of audio; answers are text frames. <c>{"end":true}</c> is the half-close.
    /// A failure is a last text frame in the form of JSON error bodies. The socket calls the registered <see cref="Transcriber.TranscriberBase"/>.
    /// </summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="maxMessageBytes">Most bytes of audio in one message. Of a longer one, one byte more is passed on, which the call refuses.</param>
    public static IEndpointRouteBuilder MapLiveSocket(this IEndpointRouteBuilder endpoints, int maxMessageBytes)
    {
        endpoints.Map(Path, context => ServeAsync(context, maxMessageBytes));
        return endpoints;
    }

    private static async Task ServeAsync(HttpContext context, int maxMessageBytes)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            throw new RpcException(new Grpc.Core.Status(StatusCode.InvalidArgument, "This path accepts WebSockets only; gRPC clients call TranscribeLive"));
        var service = context.RequestServices.GetRequiredService<Transcriber.TranscriberBase>();
        var errors = context.RequestServices.GetRequiredService<CallErrors>();
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await new LiveSocket(socket, service, errors, maxMessageBytes).RunAsync(context);
    }
}
