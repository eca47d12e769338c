using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.Operations.Telemetry;
using Transcribe.Transcription;

namespace Transcribe.Server.Telemetry;

internal static class TelemetryExtensions
{
    private const string ServiceName = "transcribe";

    /// <summary>
    /// Adds request ids and the metrics of the engine, of calls and of the runtime. Metrics and traces are exported by OTLP if
    /// OpenTelemetry's standard variables name an endpoint.
    /// </summary>
    public static IServiceCollection AddServerTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var otlp = new OtlpEndpoints(configuration);
        services.AddSingleton<IHttpContextFactory, RequestIds>().AddHostedService<FirstValues>().AddSingleton<HistogramFamilies>();
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddService(ServiceName, serviceVersion: typeof(TelemetryExtensions).Assembly.GetName().Version?.ToString(3))
                // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come last, so that they count.
                .AddEnvironmentVariableDetector())
            .WithMetrics(metrics => AddMetrics(metrics, otlp));
        if (otlp.HasTraces)
            telemetry.WithTracing(traces => AddTraces(traces, otlp));
        return services;
    }

    /// <summary>Serves the metrics in the Prometheus text format under /metrics.</summary>
    public static IEndpointRouteBuilder MapServerTelemetry(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPrometheusScrapingEndpoint("/metrics")
            .Add(builder => builder.RequestDelegate = MetricsPage.Complete(builder.RequestDelegate!));
        return endpoints;
    }

    private static void AddMetrics(MeterProviderBuilder metrics, OtlpEndpoints otlp)
    {
        metrics
            .AddMeter(
                TranscriptionMetrics.MeterName,
                OperationsMetrics.MeterName,
                Refusals.MeterName,
                RpcMeter.MeterName,
                "Microsoft.AspNetCore.Hosting",
                "Microsoft.AspNetCore.Server.Kestrel",
                "System.Runtime")
            .AddPrometheusExporter();
        if (otlp.HasMetrics)
            metrics.AddOtlpExporter(exporter => Direct(exporter, otlp.Metrics));
    }

    private static void AddTraces(TracerProviderBuilder traces, OtlpEndpoints otlp) => traces
        .AddSource(Spans.SourceName)
        .AddAspNetCoreInstrumentation(http =>
        {
            http.Filter = RpcSpans.IsCall;
            http.EnrichWithHttpResponse = RpcSpans.Describe;
        })
        .AddOtlpExporter(exporter => Direct(exporter, otlp.Traces));

    private static void Direct(OtlpExporterOptions exporter, Uri? endpoint)
    {
        if (endpoint is not null)
            exporter.Endpoint = endpoint;
    }
}
