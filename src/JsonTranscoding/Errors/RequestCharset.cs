using System.Text;
using Google.Rpc;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Transcribe.Core;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>
/// Refuses a content type whose charset does not exist. The transcoding would report an internal error. Other endpoints read no charset;
/// uploads may have <c>audio/mpeg; charset=binary</c>, which some tools write.
/// </summary>
public static class RequestCharset
{
    /// <summary>Adds the middleware. It must run within the middleware that writes error bodies.</summary>
    public static IApplicationBuilder UseRequestCharset(this IApplicationBuilder app) => app.Use((context, next) =>
        HttpMethods.IsPost(context.Request.Method)
            && !context.Request.IsGrpc()
            && context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is not null
            && MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            && Find(type) is null
            ? throw RpcErrors.Create(
                Code.InvalidArgument, ErrorReasons.InvalidRequest, "The charset in the content type of the request is not known")
            : next(context));

    /// <summary>The encoding of a body; UTF-8 if the content type names none, and null if it names one that does not exist.</summary>
    internal static Encoding? Find(MediaTypeHeaderValue type)
    {
        if (type.Charset.Length == 0)
            return Encoding.UTF8;
        try
        {
            return Encoding.GetEncoding(type.Charset.Value!.Trim('"'));
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
