using OpenTelemetry.Metrics;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.Operations.Telemetry;
using Transcribe.Transcription;

namespace Transcribe.Server.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>Adds request ids, and the metrics of the engine, of calls and of the runtime.</summary>
    public static IServiceCollection AddServerTelemetry(this IServiceCollection services)
    {
        services.AddSingleton<IHttpContextFactory, RequestIds>().AddHostedService<FirstValues>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(
                TranscriptionMetrics.MeterName,
                OperationsMetrics.MeterName,
                Refusals.MeterName,
                RpcMeter.MeterName,
                "Microsoft.AspNetCore.Hosting",
                "Microsoft.AspNetCore.Server.Kestrel",
                "System.Runtime")
            .AddPrometheusExporter());
        return services;
    }

    /// <summary>Serves the metrics in the Prometheus text format under /metrics.</summary>
    public static IEndpointRouteBuilder MapServerTelemetry(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPrometheusScrapingEndpoint("/metrics");
        return endpoints;
    }
}
