using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Scalar.AspNetCore;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>The API's description, for programs and for people.</summary>
public static class ApiDocumentationExtensions
{
    private const string DocumentPath = "/openapi/v1.json";

    private static readonly Lazy<byte[]> Document = new(OpenApiDocumentFactory.CreateJson);

    /// <summary>Serves an OpenAPI 3.1 document at /openapi/v1.json and a page to browse it at /docs, to which / leads.</summary>
    public static IEndpointRouteBuilder MapApiDocumentation(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(DocumentPath, () => Results.Bytes(Document.Value, "application/json"));
        endpoints.MapScalarApiReference("/docs", (options, context) =>
        {
            options.Title = "Transcribe";
            options.OpenApiRoutePattern = DocumentPath;
            KeepToThisServer(options, context.Response);
        });
        // Relative, so that it also holds behind a proxy that serves the API under a prefix.
        endpoints.MapGet("/", () => Results.Redirect("docs"));
        return endpoints;
    }

    /// <summary>Turns off what would call other hosts, and has the browser refuse whatever of it is left.</summary>
    private static void KeepToThisServer(ScalarOptions options, HttpResponse response)
    {
        options.DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideDeveloperTools().HideClientButton();
        options.Nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        response.Headers.ContentSecurityPolicy =
            $"default-src 'self'; script-src 'self' 'nonce-{options.Nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:";
    }
}
