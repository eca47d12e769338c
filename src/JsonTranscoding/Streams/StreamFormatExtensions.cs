using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.JsonTranscoding.Streams;

/// <summary>
/// Names the format of transcoded server streams: newline-delimited JSON, or server-sent events where the caller accepts them.
/// </summary>
public static class StreamFormatExtensions
{
    /// <summary>The media type of newline-delimited JSON.</summary>
    public const string NdjsonType = "application/x-ndjson";

    /// <summary>The media type of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).</summary>
    public const string EventsType = "text/event-stream";

    /// <summary>Adds the middleware. It must run after routing and around the middleware that writes error bodies.</summary>
    public static IApplicationBuilder UseStreamFormats(this IApplicationBuilder app) => app.Use((context, next) =>
        !IsStream(context) ? next(context)
        : WantsEvents(context.Request) ? WriteEventsAsync(context, next)
        : WriteLinesAsync(context, next));

    /// <summary>Whether the request goes to a transcoded server stream.</summary>
    internal static bool IsStream(HttpContext context) => !context.Request.IsGrpc()
        && context.GetEndpoint()?.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is { MethodDescriptor.IsServerStreaming: true };

    private static bool WantsEvents(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var types)
        && types.Any(type => type.MediaType.Equals(EventsType, StringComparison.OrdinalIgnoreCase) && type.Quality is null or > 0);

    private static Task WriteLinesAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() => SetType(context.Response, NdjsonType));
        return next(context);
    }

    private static async Task WriteEventsAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() => SetType(context.Response, EventsType));
        var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await using var events = new EventLines(context.Response, inner.Stream);
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(events, inner));
        try
        {
            await next(context);
        }
        finally
        {
            context.Features.Set(inner);
        }
    }

    // A call that fails before its first message has an error body, which is one JSON object.
    private static Task SetType(HttpResponse response, string type)
    {
        if (response.StatusCode < StatusCodes.Status400BadRequest)
        {
            response.ContentType = type;
            response.Headers.CacheControl = "no-cache";
            ProxyBuffering.Disable(response);
        }
        return Task.CompletedTask;
    }
}
