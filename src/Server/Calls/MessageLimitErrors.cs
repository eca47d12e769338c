using System.Globalization;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Transcribe.Engine.Audio;
using Transcribe.Server.Errors;

namespace Transcribe.Server.Calls;

/// <summary>
/// The gRPC library refuses a message over the limit before any interceptor sees the call, as a bare RESOURCE_EXHAUSTED. What a client is promised for audio
/// that is too large is put in its place.
/// </summary>
internal static class MessageLimitErrors
{
    private const string StatusName = "grpc-status";
    private const string MessageName = "grpc-message";
    private const string DetailsName = "grpc-status-details-bin";

    public static IApplicationBuilder UseMessageLimitErrors(this IApplicationBuilder app)
    {
        var limit = app.ApplicationServices.GetRequiredService<IOptions<AudioOptions>>().Value.MaxInlineBytes;
        return app.Use(async (context, next) =>
        {
            if (!IsGrpc(context.Request))
            {
                await next(context);
                return;
            }
            context.Response.OnStarting(() =>
            {
                Replace(context.Response.Headers, limit);
                return Task.CompletedTask;
            });
            await next(context);
            if (context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { IsReadOnly: false } trailers)
                Replace(trailers, limit);
        });
    }

    private static bool IsGrpc(Microsoft.AspNetCore.Http.HttpRequest request) => request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;

    private static void Replace(IHeaderDictionary destination, long limit)
    {
        var exhausted = ((int)StatusCode.ResourceExhausted).ToString(CultureInfo.InvariantCulture);
        if (destination[StatusName] != exhausted || destination.ContainsKey(DetailsName))
            return;
        var status = RpcErrors.Create(Code.InvalidArgument, ErrorReasons.AudioTooLarge, $"Inline audio may be at most {limit} bytes").GetRpcStatus()!;
        destination[StatusName] = status.Code.ToString(CultureInfo.InvariantCulture);
        destination[MessageName] = Uri.EscapeDataString(status.Message);
        destination[DetailsName] = Convert.ToBase64String(status.ToByteArray());
    }
}
