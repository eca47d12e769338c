using System.Text;
using Google.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Transcribe.Core;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>Refuses a content type whose charset does not exist. The transcoding would report an internal error.</summary>
public static class RequestCharset
{
    /// <summary>Adds the middleware. It must run within the middleware that writes error bodies.</summary>
    public static IApplicationBuilder UseRequestCharset(this IApplicationBuilder app) => app.Use((context, next) =>
        HttpMethods.IsPost(context.Request.Method)
            && !context.Request.IsGrpc()
            && MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            && !Exists(type.Charset.Value ?? "")
            ? throw RpcErrors.Create(
                Code.InvalidArgument, ErrorReasons.InvalidRequest, "The charset in the content type of the request is not known")
            : next(context));

    private static bool Exists(string charset)
    {
        if (charset.Length == 0)
            return true;
        try
        {
            Encoding.GetEncoding(charset.Trim('"'));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
