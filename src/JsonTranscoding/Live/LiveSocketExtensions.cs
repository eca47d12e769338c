using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.JsonTranscoding.Bodies;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.V1;

namespace Transcribe.JsonTranscoding.Live;

/// <summary>Serves <c>TranscribeLive</c> as a WebSocket, for browsers and plain HTTP clients.</summary>
public static class LiveSocketExtensions
{
    /// <summary>The path of the WebSocket.</summary>
    public const string Path = "/v1/transcribe:live";

    /// <summary>The subprotocol that browsers must offer beside one that holds their key, because they need an answer.</summary>
    private const string Protocol = "transcribe";

    /// <summary>The time after which a client that does not respond to pings is treated as disconnected.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Accepts WebSocket requests.</summary>
    public static IApplicationBuilder UseLiveSockets(this IApplicationBuilder app) =>
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = KeepAlive, KeepAliveTimeout = KeepAlive });

    /// <summary>
    /// Maps the WebSocket. The client sends a text frame with the configuration in proto3 JSON, then binary frames of audio and text frames
    /// of other messages, and receives text frames. <c>{"end":true}</c> is the half-close. A failure is reported by a last text frame in
    /// the form of JSON error bodies. The socket calls the registered <see cref="Transcriber.TranscriberBase"/>.
    /// </summary>
    /// <param name="endpoints">The endpoints to add to.</param>
    /// <param name="limits">The limits of a socket. A longer message is truncated to one byte more, which the call rejects.</param>
    public static IEndpointRouteBuilder MapLiveSocket(this IEndpointRouteBuilder endpoints, SocketLimits limits)
    {
        endpoints.MapSocket(Path, context => ServeAsync(context, limits));
        return endpoints;
    }

    private static async Task ServeAsync(HttpContext context, SocketLimits limits)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            throw new RpcException(
                new Grpc.Core.Status(StatusCode.InvalidArgument, "This path accepts WebSockets only; gRPC clients call TranscribeLive"));
        var service = context.RequestServices.GetRequiredService<Transcriber.TranscriberBase>();
        var errors = context.RequestServices.GetRequiredService<CallErrors>();
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        using var lease = context.RequestServices.GetRequiredService<BodyBudget>().Open(context);
        var isOffered = context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(isOffered ? Protocol : null);
        await new LiveSocket(socket, service, errors, limits, time).RunAsync(context, lease);
    }
}
