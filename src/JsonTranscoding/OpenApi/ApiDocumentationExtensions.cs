using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Scalar.AspNetCore;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>Serves the documentation of the API for programs and for people.</summary>
public static class ApiDocumentationExtensions
{
    private const string DocumentPath = "/openapi/v1.json";

    /// <summary>Serves an OpenAPI 3.1 document at /openapi/v1.json and an HTML page at /docs, and redirects / to the page.</summary>
    public static IEndpointRouteBuilder MapApiDocumentation(this IEndpointRouteBuilder endpoints)
    {
        var fragments = endpoints.ServiceProvider.GetServices<ApiFragment>();
        var document = new Lazy<byte[]>(() => OpenApiDocumentFactory.CreateJson(fragments));
        endpoints.MapGet(DocumentPath, () => Results.Bytes(document.Value, "application/json"));
        endpoints.MapScalarApiReference("/docs", (options, context) =>
        {
            options.Title = "Transcribe";
            options.OpenApiRoutePattern = DocumentPath;
            KeepToThisServer(options, context.Response);
        });
        // The redirect is relative, so that it also works behind a proxy that serves the API under a prefix.
        endpoints.MapGet("/", () => Results.Redirect("docs"));
        return endpoints;
    }

    /// <summary>Disables the features of the page that call other hosts. The content security policy blocks any that remain.</summary>
    private static void KeepToThisServer(ScalarOptions options, HttpResponse response)
    {
        options.DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideDeveloperTools().HideClientButton();
        options.Nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        response.Headers.ContentSecurityPolicy =
            $"default-src 'self'; script-src 'self' 'nonce-{options.Nonce}'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data: blob:; font-src 'self' data:";
    }
}
