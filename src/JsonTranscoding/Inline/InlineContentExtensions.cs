using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.JsonTranscoding.Inline;

/// <summary>Reads the audio in JSON bodies while it arrives, and spools it if it is large, so that a call needs little memory.</summary>
public static class InlineContentExtensions
{
    /// <summary>Adds the middleware. It must run after routing and before the transcoded calls.</summary>
    public static IApplicationBuilder UseInlineContent(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (!IsTranscoded(context))
        {
            await next(context);
            return;
        }
        using var content = new InlineContent(context.RequestServices.GetRequiredService<IAudioSpool>());
        try
        {
            context.Request.Body = await ReadAsync(context, content);
            context.Request.ContentLength = context.Request.Body.Length;
            InlineContent.Current = content;
            await next(context);
        }
        catch (Exception exception) when (exception is OutOfMemoryException or TranscriptionException)
        {
            var errors = context.RequestServices.GetRequiredService<CallErrors>();
            throw errors.Of(exception, context, DateTime.MaxValue, context.RequestAborted);
        }
        finally
        {
            InlineContent.Current = null;
        }
    });

    private static async Task<MemoryStream> ReadAsync(HttpContext context, InlineContent content)
    {
        var rest = new MemoryStream();
        var extractor = new ContentExtractor(content, rest);
        var body = context.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(context.RequestAborted);
            foreach (var segment in read.Buffer)
                extractor.Add(segment.Span);
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                break;
        }
        rest.Position = 0;
        return rest;
    }

    // The transcoding itself converts other encodings than UTF-8.
    private static bool IsTranscoded(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method)
        && !context.Request.IsGrpc()
        && context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is not null
        && MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (type.Charset.Length == 0 || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
