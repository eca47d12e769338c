using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.Bodies;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Access;

internal static class AccessExtensions
{
    /// <summary>Maps a group of pages that the setting opens, keys or closes.</summary>
    public static RouteGroupBuilder MapPages(this IEndpointRouteBuilder endpoints, Func<AccessOptions, PageAccess> setting) =>
        endpoints.MapGroup("").WithMetadata(new PageRule(setting));

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
        var access = context.GetEndpoint() is RouteEndpoint route ? AccessTo(route, context) : PageAccess.Open;
        if (access == PageAccess.Closed)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        if (access == PageAccess.Open)
        {
            await next(context);
            return;
        }
        using var stream = await EnterAsync(context);
        await next(context);
    });

    private static async Task<IDisposable?> EnterAsync(HttpContext context)
    {
        try
        {
            await context.RequestServices.GetRequiredService<AccessPolicy>().AdmitAsync(context);
            CheckWork(context);
            var streams = context.RequestServices.GetRequiredService<StreamQuota>();
            return IsStream(context.GetEndpoint()!) ? streams.Enter(context.GetCaller()) : null;
        }
        catch (RpcException refusal)
        {
            Refusals.Count(refusal);
            throw;
        }
        catch (TranscriptionException refusal) when (ErrorMap.Find(refusal) is { } status)
        {
            Refusals.Count(status);
            throw status;
        }
    }

    // The transcription itself is checked again: much may have happened when its body has arrived.
    private static void CheckWork(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<CarriesAudioAttribute>() is not { } audio)
            return;
        var services = context.RequestServices;
        if (audio.Use != AudioUse.Later)
            services.GetRequiredService<ICallGate>().Check();
        if (audio.Use == AudioUse.Recorded)
            services.GetRequiredService<IAdmission>().Check(context.GetCaller());
        services.GetRequiredService<AudioQuota>().Check(context.GetCaller());
    }

    private static PageAccess AccessTo(RouteEndpoint endpoint, HttpContext context)
    {
        if (endpoint.Metadata.GetMetadata<PageRule>() is { } rule)
            return rule.Setting(context.RequestServices.GetRequiredService<IOptions<AccessOptions>>().Value);
        return endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null ? PageAccess.Keyed : PageAccess.Open;
    }

    private static bool IsStream(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<StreamAttribute>() is not null
        || endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.Type is MethodType.ServerStreaming or MethodType.DuplexStreaming;
}
