using Microsoft.AspNetCore.Http.HttpResults;
using Transcribe.Audio;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.Operations;

namespace Transcribe.Server.Lifetime;

/// <summary>The probes of orchestrators. They need no API key.</summary>
internal static class ProbesExtensions
{
    private const string Ok = "ok";
    private const string Unavailable = "unavailable";

    /// <summary>
    /// Maps <c>/livez</c>, <c>/readyz</c> and <c>/startupz</c>. A disk that is full makes none of them fail, because calls that do not need
    /// it still work; <c>/readyz</c> reports it in its body.
    /// </summary>
    public static IEndpointRouteBuilder MapProbes(this IEndpointRouteBuilder endpoints)
    {
        var probes = endpoints.MapGroup("").WithMetadata(new ErrorShapeAttribute(ErrorShape.Own));
        probes.MapGet("/livez", (IModelCatalog models) => Answer(models.IsAlive, new ProbeStatus(models.IsAlive ? Ok : "stuck")));
        probes.MapGet("/startupz", (IModelCatalog models) => Answer(models.IsReady, new ProbeStatus(models.IsReady ? Ok : "loading")));
        probes.MapGet("/readyz", (Readiness readiness, IOperations operations, ISpoolHealth spool) =>
        {
            var state = readiness.State;
            return Answer(
                state == ReadinessState.Ready,
                new ReadinessStatus(state.ToWord(), Word(operations.IsWritable), Word(spool.IsWritable())));
        });
        return endpoints;
    }

    private static string Word(bool works) => works ? Ok : Unavailable;

    private static JsonHttpResult<T> Answer<T>(bool works, T status) =>
        TypedResults.Json(status, statusCode: works ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}

/// <param name="Status">"ok", or why the probe fails.</param>
internal sealed record ProbeStatus(string Status);

/// <param name="Status">"ok", "loading" or "draining".</param>
/// <param name="Operations">"ok", or "unavailable" if operations cannot be stored.</param>
/// <param name="Spool">"ok", or "unavailable" if audio that is fetched or decoded by ffmpeg cannot be spooled.</param>
internal sealed record ReadinessStatus(string Status, string Operations, string Spool);
