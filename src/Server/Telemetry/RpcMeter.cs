using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Telemetry;

/// <summary>
/// Measures gRPC calls as OpenTelemetry's conventions say (<c>rpc.server.call.duration</c>, semconv 1.44, release candidate). The HTTP
/// metrics do not tell calls that failed, because their HTTP status is 200.
/// </summary>
/// <remarks>A middleware and no interceptor, because calls that access or the library refuses never reach an interceptor.</remarks>
internal static class RpcMeter
{
    public const string MeterName = "Transcribe.Rpc";

    private const string StatusName = "grpc-status";
    private const string Other = "_OTHER";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "rpc.server.call.duration",
        "s",
        "Duration of gRPC calls",
        advice: new InstrumentAdvice<double>
        {
            // The bounds of the conventions end at 10 s. Long files and streams take minutes.
            HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 120, 300, 600],
        });

    /// <summary>Creates the histogram, which a class without a call would do at its first value.</summary>
    public static void Begin() => _ = Duration;

    /// <summary>Measures the calls. It must run within the middleware of gRPC-Web, which moves the status into the body.</summary>
    public static IApplicationBuilder UseRpcMeter(this IApplicationBuilder app)
    {
        var time = app.ApplicationServices.GetRequiredService<TimeProvider>();
        return app.Use(async (context, next) =>
        {
            if (!context.Request.IsGrpc())
            {
                await next(context);
                return;
            }
            var began = time.GetTimestamp();
            try
            {
                await next(context);
            }
            finally
            {
                Duration.Record(time.GetElapsedTime(began).TotalSeconds, Tags(context));
            }
        });
    }

    /// <summary>The full name of the method, such as <c>transcribe.v1.Transcriber/Transcribe</c>.</summary>
    public static string Method(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is { } method ? Name(method) : Other;

    /// <inheritdoc cref="Method"/>
    public static string Name(GrpcMethodMetadata method) => method.Method.FullName.TrimStart('/');

    /// <summary>The attributes of a call that has ended.</summary>
    public static TagList Tags(HttpContext context)
    {
        var status = Status(context);
        var tags = new TagList
        {
            { "rpc.system.name", "grpc" },
            { "rpc.method", Method(context) },
            { "rpc.response.status_code", Name(status) },
        };
        if (IsError(status))
            tags.Add("error.type", Name(status));
        return tags;
    }

    // A caller that has left gets no status.
    private static StatusCode Status(HttpContext context)
    {
        var trailers = context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        var text = trailers is not null && trailers.TryGetValue(StatusName, out var trailer)
            ? trailer.ToString()
            : context.Response.Headers[StatusName].ToString();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? (StatusCode)code
            : context.RequestAborted.IsCancellationRequested ? StatusCode.Cancelled
            : StatusCode.Unknown;
    }

    /// <summary>The errors of servers by the conventions. The others are the caller's.</summary>
    private static bool IsError(StatusCode status) => status is StatusCode.Unknown or StatusCode.DeadlineExceeded
        or StatusCode.Unimplemented or StatusCode.Internal or StatusCode.Unavailable or StatusCode.DataLoss;

    private static string Name(StatusCode status) => status switch
    {
        StatusCode.OK => "OK",
        StatusCode.InvalidArgument => "INVALID_ARGUMENT",
        StatusCode.DeadlineExceeded => "DEADLINE_EXCEEDED",
        StatusCode.NotFound => "NOT_FOUND",
        StatusCode.AlreadyExists => "ALREADY_EXISTS",
        StatusCode.PermissionDenied => "PERMISSION_DENIED",
        StatusCode.ResourceExhausted => "RESOURCE_EXHAUSTED",
        StatusCode.FailedPrecondition => "FAILED_PRECONDITION",
        StatusCode.OutOfRange => "OUT_OF_RANGE",
        StatusCode.DataLoss => "DATA_LOSS",
        _ => status.ToString().ToUpperInvariant(),
    };
}
