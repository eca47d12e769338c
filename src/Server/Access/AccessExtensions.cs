using Microsoft.AspNetCore.Authorization;

namespace Transcribe.Server.Access;

internal static class AccessExtensions
{
    /// <summary>
    /// Decides by the headers whether a request may proceed, so that a refused request costs no memory for its body. Endpoints that allow
    /// anonymous calls are open, and so are requests that match no route, because they have no effect.
    /// </summary>
    /// <remarks>
    /// The middleware must run after routing, within the middleware that writes errors and delivers refusals, and before everything that
    /// reads the body.
    /// </remarks>
    public static IApplicationBuilder UseAccess(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        // The router's own endpoints, such as that for 405, are of other types.
        if (context.GetEndpoint() is RouteEndpoint endpoint && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            await context.RequestServices.GetRequiredService<AccessPolicy>().AdmitAsync(context);
        await next(context);
    });
}
