using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Transcribe.Server.Telemetry;

namespace Transcribe.Server.Access;

/// <summary>Lets web pages of the allowed origins call the server (CORS).</summary>
internal static class CrossOrigin
{
    private static readonly TimeSpan PreflightMemory = TimeSpan.FromHours(1);

    // What pages may read beyond the headers that every page may.
    private static readonly string[] ExposedHeaders =
    [
        RequestIds.Header, HeaderNames.RetryAfter, HeaderNames.Location, "X-Inference-Id",
        // Of the errors in OpenAI's form, for its clients.
        "retry-after-ms", "x-should-retry",
        // Of a gRPC-Web call that fails at once.
        HeaderNames.GrpcStatus, HeaderNames.GrpcMessage, "grpc-status-details-bin", "grpc-retry-pushback-ms",
    ];

    public static IServiceCollection AddCrossOrigin(this IServiceCollection services)
    {
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<AccessOptions>>((cors, access) => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. access.Value.AllowedOrigins])
            .AllowAnyHeader()
            .AllowAnyMethod()
            .WithExposedHeaders(ExposedHeaders)
            .SetPreflightMaxAge(PreflightMemory)));
        return services;
    }

    /// <summary>Whether a text is an origin as browsers send it (RFC 6454, section 6.2).</summary>
    public static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.GetLeftPart(UriPartial.Authority) == text
        && uri.UserInfo.Length == 0;
}
