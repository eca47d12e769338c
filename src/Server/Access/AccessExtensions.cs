using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Transcribe.JsonTranscoding;

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
        if (context.GetEndpoint() is not RouteEndpoint endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
            return;
        }
        await context.RequestServices.GetRequiredService<AccessPolicy>().AdmitAsync(context);
        var streams = context.RequestServices.GetRequiredService<StreamQuota>();
        using var stream = IsStream(endpoint) ? streams.Enter(context.GetCaller()) : null;
        await next(context);
    });

    private static bool IsStream(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<StreamAttribute>() is not null
        || endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.Type is MethodType.ServerStreaming or MethodType.DuplexStreaming;
}
