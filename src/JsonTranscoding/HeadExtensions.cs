using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Transcribe.JsonTranscoding;

/// <summary>Answers HEAD wherever GET is answered (RFC 9110, section 9.3.2).</summary>
public static class HeadExtensions
{
    /// <summary>A watch streams until its operation ends, so a HEAD request would wait for nothing.</summary>
    private const string Stream = ":watch";

    /// <summary>
    /// Routes HEAD requests as GET. The server sends the headers of the response and no body, because it decides by the method on the wire.
    /// </summary>
    public static IApplicationBuilder UseHead(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var path = context.Request.Path.Value ?? "";
        if (HttpMethods.IsHead(context.Request.Method) && !path.EndsWith(Stream, StringComparison.Ordinal))
            context.Request.Method = HttpMethods.Get;
        return next(context);
    });
}
