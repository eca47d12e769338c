using System.Globalization;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Calls;

/// <summary>
/// Adds the error details to calls that the gRPC library rejects before any interceptor runs, because their status has none. The library
/// reports a message over the limit as RESOURCE_EXHAUSTED; it is changed to INVALID_ARGUMENT with AUDIO_TOO_LARGE. It reports a message
/// that cannot be parsed or decompressed as UNKNOWN; it is changed to INVALID_ARGUMENT.
/// </summary>
internal static class StatusDetails
{
    private const string StatusName = "grpc-status";
    private const string MessageName = "grpc-message";
    private const string DetailsName = "grpc-status-details-bin";

    /// <summary>Adds the middleware.</summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="tooLarge">The error message for a body over the limit.</param>
    public static IApplicationBuilder UseStatusDetails(this IApplicationBuilder app, string tooLarge) => app.Use(async (context, next) =>
    {
        if (!context.Request.IsGrpc())
        {
            await next(context);
            return;
        }
        context.Response.OnStarting(() =>
        {
            Replace(context.Response.Headers, tooLarge);
            return Task.CompletedTask;
        });
        await next(context);
        if (context.Response is { StatusCode: StatusCodes.Status404NotFound, HasStarted: false })
            AnswerUnimplemented(context.Response);
        if (context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { IsReadOnly: false } trailers)
            Replace(trailers, tooLarge);
    });

    /// <summary>Reports an unknown method as a gRPC status instead of HTTP 404.</summary>
    private static void AnswerUnimplemented(Microsoft.AspNetCore.Http.HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers[StatusName] = ((int)StatusCode.Unimplemented).ToString(CultureInfo.InvariantCulture);
        response.Headers[MessageName] = Uri.EscapeDataString("Unknown service or method");
    }

    private static void Replace(IHeaderDictionary destination, string tooLarge)
    {
        if (!int.TryParse(destination[StatusName], NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            || code == 0
            || destination.ContainsKey(DetailsName))
            return;
        var error = (StatusCode)code switch
        {
            StatusCode.ResourceExhausted => RpcErrors.Create(Code.InvalidArgument, ErrorReasons.AudioTooLarge, tooLarge),
            StatusCode.Unknown => RpcErrors.UnreadableMessage(),
            var other => RpcErrors.Create((Code)code, RpcErrors.Reason(other), Uri.UnescapeDataString(destination[MessageName].ToString())),
        };
        var status = error.GetRpcStatus()!;
        destination[StatusName] = status.Code.ToString(CultureInfo.InvariantCulture);
        destination[MessageName] = Uri.EscapeDataString(status.Message);
        destination[DetailsName] = Convert.ToBase64String(status.ToByteArray());
    }
}
