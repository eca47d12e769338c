using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;

namespace Transcribe.Server;

internal static class SamplesExtensions
{
    /// <summary>Serves the samples folder under /samples if one is configured.</summary>
    public static IApplicationBuilder UseSamples(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetRequiredService<IOptions<ServerOptions>>().Value.SamplesFolder is { } folder)
            app.UseStaticFiles(
                new StaticFileOptions { RequestPath = "/samples", FileProvider = new PhysicalFileProvider(Path.GetFullPath(folder)) });
        return app;
    }
}
