using System.Buffers;
using System.Text;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Bodies;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.JsonTranscoding.Inline;

namespace Transcribe.JsonTranscoding.Requests;

/// <summary>
/// Reads the requests of transcoded calls before the transcoding does: audio is taken out of bodies while it arrives, and all names and
/// values are checked, because the transcoding ignores unknown names and its errors name no field.
/// </summary>
public static class JsonRequestExtensions
{
    private const string JsonType = "application/json";

    /// <summary>The body's own reader has buffers of 4 KiB, which cost most of the time of a large body.</summary>
    private const int BufferBytes = 64 * 1024;

    /// <summary>Adds the middleware. It must run after routing and before the transcoded calls.</summary>
    public static IApplicationBuilder UseJsonRequests(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is not { } call || context.Request.IsGrpc())
        {
            await next(context);
            return;
        }
        // The callers of a container host are programs of others, which may send more than the contract has.
        var ignoresUnknown = context.GetEndpoint()!.Metadata.GetMetadata<ErrorShapeAttribute>()?.Shape == ErrorShape.Detail;
        if (!ignoresUnknown)
            QueryCheck.Check(context.Request, call);
        if (BodyType(call) is { } type && Charset(context.Request) is { } charset)
            await RunAsync(context, next, type, charset, ignoresUnknown);
        else
            await next(context);
    });

    private static async Task RunAsync(
        HttpContext context, RequestDelegate next, MessageDescriptor type, Encoding charset, bool ignoresUnknown)
    {
        using var content = CarriesAudioAttribute.IsOn(context)
            ? new InlineContent(context.RequestServices.GetRequiredService<IAudioSpool>())
            : null;
        try
        {
            var body = await ReadAsync(context, charset, content);
            context.Request.Body = JsonMessage.Rewrite(
                body.GetBuffer().AsSpan(0, (int)body.Length), type, ignoresUnknown, hasReferences: true);
            context.Request.ContentLength = context.Request.Body.Length;
            context.Request.ContentType = JsonType;
            InlineContent.Current = content;
            await next(context);
        }
        catch (Exception exception) when (exception is OutOfMemoryException or TranscriptionException)
        {
            var errors = context.RequestServices.GetRequiredService<CallErrors>();
            throw errors.Of(exception, context);
        }
        finally
        {
            InlineContent.Current = null;
        }
    }

    private static async Task<MemoryStream> ReadAsync(HttpContext context, Encoding charset, InlineContent? content)
    {
        var rest = new MemoryStream();
        var extractor = content is null ? null : new ContentExtractor(content, rest);
        if (charset is not UTF8Encoding)
            context.Request.Body = Encoding.CreateTranscodingStream(context.Request.Body, charset, Encoding.UTF8);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
            {
                if (extractor is null)
                    rest.Write(buffer.AsSpan(0, read));
                else
                    extractor.Add(buffer.AsSpan(0, read));
                BesideAudio.Check(rest.Length);
            }
            return rest;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The message that the body holds; null if the call has no body.</summary>
    private static MessageDescriptor? BodyType(GrpcJsonTranscodingMetadata call) => call.HttpRule.Body switch
    {
        "" => null,
        "*" => call.MethodDescriptor.InputType,
        var field => call.MethodDescriptor.InputType.FindFieldByName(field).MessageType,
    };

    /// <summary>The encoding of a JSON body; null if the body is something else. Without a body, the content type may be missing.</summary>
    private static Encoding? Charset(HttpRequest request)
    {
        if (request is { ContentType: null or "", ContentLength: null or 0 } && !request.Headers.ContainsKey(HeaderNames.TransferEncoding))
            return Encoding.UTF8;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !IsJson(type))
            return null;
        return RequestCharset.Find(type);
    }

    private static bool IsJson(MediaTypeHeaderValue type) =>
        type.MediaType.Equals(JsonType, StringComparison.OrdinalIgnoreCase)
        || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);
}
