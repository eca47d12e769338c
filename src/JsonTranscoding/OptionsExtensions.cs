using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Transcribe.JsonTranscoding;

/// <summary>Answers OPTIONS with the methods of a path (RFC 9110, section 9.3.7). CORS preflights are answered before.</summary>
public static class OptionsExtensions
{
    /// <summary>Adds the middleware. It must run after routing, and before access is checked, because methods are not secret.</summary>
    public static IApplicationBuilder UseOptions(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (!HttpMethods.IsOptions(context.Request.Method) || context.GetEndpoint() is not { RequestDelegate: { } router } endpoint
            || endpoint is RouteEndpoint)
        {
            await next(context);
            return;
        }
        // For a path that has other methods, the router's own endpoint sets the Allow header and status 405.
        await router(context);
        if (context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed)
            context.Response.StatusCode = StatusCodes.Status204NoContent;
    });
}
