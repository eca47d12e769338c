using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.Operations;

namespace Transcribe.Server.Lifetime;

internal static class LifetimeServiceCollectionExtensions
{
    /// <summary>The time that the host has for stopping all services after the drain.</summary>
    private static readonly TimeSpan StopSlack = TimeSpan.FromSeconds(10);

    /// <summary>Adds readiness, the work gate and the drain on shutdown.</summary>
    public static IServiceCollection AddLifetime(this IServiceCollection services)
    {
        services.AddSingleton(provider => new Readiness(
            () => provider.GetRequiredService<IModelCatalog>().IsReady,
            () => provider.GetRequiredService<IOperations>().IsWritable,
            provider.GetRequiredService<IHostApplicationLifetime>()));
        services
            .AddGrpcHealthChecks(options => options.Services.Map(V1.Transcriber.Descriptor.FullName, _ => true))
            .AddCheck<ReadinessCheck>("readiness");
        services.AddOptions<HostOptions>().Configure<IOptions<ServerOptions>>(
            (host, server) => host.ShutdownTimeout = server.Value.DrainTimeout + StopSlack);
        return services
            .AddSingleton<WorkGate>()
            .AddSingleton<IDraining>(provider => provider.GetRequiredService<WorkGate>())
            .AddHostedService<DrainService>()
            .AddHostedService<StartupNotice>();
    }
}
