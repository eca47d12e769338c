using System.Globalization;
using Google.Protobuf;
using Google.Rpc;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Calls;

/// <summary>
/// Answers gRPC calls that a middleware refuses, and adds the error details to calls that the gRPC library rejects before any interceptor
/// runs, because their status has none. The library reports a message over the limit as RESOURCE_EXHAUSTED; it is changed to
/// INVALID_ARGUMENT with AUDIO_TOO_LARGE. It reports a message that cannot be parsed or decompressed as UNKNOWN; it is changed to
/// INVALID_ARGUMENT. Other exceptions while a message is read, such as one of the memory, are those of a call (<see cref="CallErrors"/>).
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
        // The limits of bodies are those of gRPC calls, which other endpoints do not keep.
        if (context.GetGrpcMethod() is null)
            context.SetEndpoint(null);
        context.Response.OnStarting(() =>
        {
            Replace(context, context.Response.Headers, tooLarge);
            return Task.CompletedTask;
        });
        try
        {
            await next(context);
        }
        catch (RpcException refusal) when (!context.Response.HasStarted)
        {
            Answer(context.Response, refusal);
        }
        if (context.Response is { StatusCode: StatusCodes.Status404NotFound, HasStarted: false })
            Answer(context.Response, UnknownMethod());
        if (context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { IsReadOnly: false } trailers)
            Replace(context, trailers, tooLarge);
    });

    // An unknown method is HTTP 404 without this.
    private static RpcException UnknownMethod() =>
        RpcErrors.Create(Code.Unimplemented, ErrorReasons.Unimplemented, "Unknown service or method");

    /// <summary>Sends the status in the headers, in the form that gRPC calls Trailers-Only.</summary>
    private static void Answer(Microsoft.AspNetCore.Http.HttpResponse response, RpcException error)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        Write(response.Headers, error);
    }

    private static void Replace(HttpContext context, IHeaderDictionary destination, string tooLarge)
    {
        if (!int.TryParse(destination[StatusName], NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            || code == 0
            || destination.ContainsKey(DetailsName))
            return;
        var error = (StatusCode)code switch
        {
            StatusCode.ResourceExhausted => RpcErrors.Create(Code.InvalidArgument, ErrorReasons.AudioTooLarge, tooLarge),
            StatusCode.Unknown => Unread(context),
            var other => RpcErrors.Create((Code)code, RpcErrors.Reason(other), Uri.UnescapeDataString(destination[MessageName].ToString())),
        };
        Write(destination, error);
    }

    /// <summary>The error for an exception while a message was read. Of most, the sender is the cause.</summary>
    private static RpcException Unread(HttpContext context) =>
        context.Features.Get<IServerCallContextFeature>()?.ServerCallContext.Status.DebugException is { } exception
            and not (InvalidProtocolBufferException or InvalidDataException)
            ? context.RequestServices.GetRequiredService<CallErrors>().Of(exception, context)
            : RpcErrors.UnreadableMessage();

    private static void Write(IHeaderDictionary destination, RpcException error)
    {
        destination[StatusName] = ((int)error.StatusCode).ToString(CultureInfo.InvariantCulture);
        destination[MessageName] = Uri.EscapeDataString(error.Status.Detail);
        foreach (var entry in error.Trailers)
            destination[entry.Key] = entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes) : entry.Value;
    }
}
