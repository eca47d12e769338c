using Microsoft.Extensions.Options;

namespace Transcribe.Server.Telemetry;

/// <summary>
/// Where OTLP goes, by OpenTelemetry's standard variables. Without them nothing is exported, although the SDK has a default endpoint.
/// </summary>
internal sealed class OtlpEndpoints
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";

    private readonly Uri? _common;

    /// <param name="configuration">The settings, which include the environment.</param>
    /// <exception cref="OptionsValidationException">A variable is not an http or https URL.</exception>
    public OtlpEndpoints(IConfiguration configuration)
    {
        _common = Read(configuration, $"{Prefix}ENDPOINT");
        Traces = Read(configuration, $"{Prefix}TRACES_ENDPOINT");
        Metrics = Read(configuration, $"{Prefix}METRICS_ENDPOINT");
    }

    /// <summary>Whether traces are exported.</summary>
    public bool HasTraces => (Traces ?? _common) is not null;

    /// <summary>Whether metrics are exported.</summary>
    public bool HasMetrics => (Metrics ?? _common) is not null;

    /// <summary>The endpoint of traces alone, used as it stands; null for the common one, which the SDK reads itself.</summary>
    public Uri? Traces { get; }

    /// <summary>The endpoint of metrics alone, as <see cref="Traces"/>.</summary>
    public Uri? Metrics { get; }

    private static Uri? Read(IConfiguration configuration, string name)
    {
        if (configuration[name] is not { Length: > 0 } text)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            : throw new OptionsValidationException(name, typeof(OtlpEndpoints), [$"{name} is not an http or https URL: {text}"]);
    }
}
