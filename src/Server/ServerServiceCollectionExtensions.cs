using System.Net;

namespace Transcribe.Server;

internal static class ServerServiceCollectionExtensions
{
    public static IServiceCollection AddServerOptions(this IServiceCollection services)
    {
        services.AddOptions<ServerOptions>()
            .BindConfiguration(ServerOptions.Section)
            .ValidateDataAnnotations()
            .Validate(options => IPAddress.TryParse(options.Address, out _), "Transcribe:Server:Address is not an IP address")
            .Validate(
                options => options.SamplesFolder is null || Directory.Exists(options.SamplesFolder),
                "Transcribe:Server:SamplesFolder is not a folder")
            .ValidateOnStart();
        return services;
    }
}
