using System.Diagnostics;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Telemetry;

/// <summary>Describes the spans of gRPC calls as OpenTelemetry's conventions say. As HTTP, each is a POST that succeeded.</summary>
internal static class RpcSpans
{
    private static readonly PathString[] Probes =
        ["/livez", "/readyz", "/startupz", "/health", "/ping", "/metrics", "/grpc.health.v1.Health"];

    /// <summary>Whether a request has a span. Probes and scrapes have none.</summary>
    public static bool IsCall(HttpContext context) => !Array.Exists(Probes, probe => context.Request.Path.StartsWithSegments(probe));

    /// <summary>Gives the span of a gRPC call its name and its status.</summary>
    public static void Describe(Activity span, HttpResponse response)
    {
        if (!response.HttpContext.Request.IsGrpc())
            return;
        foreach (var (name, value) in RpcMeter.Tags(response.HttpContext))
            span.SetTag(name, value);
        span.DisplayName = RpcMeter.Method(response.HttpContext);
        if (span.GetTagItem("error.type") is not null)
            span.SetStatus(ActivityStatusCode.Error);
    }
}
