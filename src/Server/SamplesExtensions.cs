using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;

namespace Transcribe.Server;

internal static class SamplesExtensions
{
    /// <summary>Serves the samples folder under /samples if one is configured.</summary>
    public static IEndpointRouteBuilder MapSamples(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetRequiredService<IOptions<ServerOptions>>().Value.SamplesFolder is not { } folder)
            return endpoints;
        var files = endpoints.CreateApplicationBuilder();
        // The middleware leaves requests alone that have an endpoint.
        files.Use((context, next) =>
        {
            context.SetEndpoint(null);
            return next(context);
        });
        files.UseStaticFiles(
            new StaticFileOptions { RequestPath = "/samples", FileProvider = new PhysicalFileProvider(Path.GetFullPath(folder)) });
        endpoints.MapGet("/samples/{**path}", files.Build());
        return endpoints;
    }
}
