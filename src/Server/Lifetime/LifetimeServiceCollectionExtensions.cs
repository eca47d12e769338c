using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.JsonTranscoding.OpenApi;

namespace Transcribe.Server.Lifetime;

internal static class LifetimeServiceCollectionExtensions
{
    private const string Ready = "readiness";

    /// <summary>The time that the host has for stopping all services after the drain.</summary>
    private static readonly TimeSpan StopSlack = TimeSpan.FromSeconds(10);

    /// <summary>Adds readiness, the work gate and the drain on shutdown.</summary>
    public static IServiceCollection AddLifetime(this IServiceCollection services)
    {
        services.AddSingleton(provider => new Readiness(
            () => provider.GetRequiredService<IModelCatalog>().IsReady,
            provider.GetRequiredService<IHostApplicationLifetime>()));
        // A service that cannot store operations still serves all other calls.
        services
            .AddGrpcHealthChecks(options =>
            {
                options.Services.Map("", check => check.Name == Ready);
                options.Services.Map(V1.Transcriber.Descriptor.FullName, check => check.Name == Ready);
                options.Services.Map(Google.LongRunning.Operations.Descriptor.FullName, _ => true);
            })
            .AddCheck<ReadinessCheck>(Ready)
            .AddCheck<StoreCheck>("store");
        services.AddOptions<HostOptions>().Configure<IOptions<ServerOptions>>(
            (host, server) => host.ShutdownTimeout = server.Value.DrainTimeout + StopSlack);
        return services
            .AddSingleton<WorkGate>()
            .AddSingleton<IDraining>(provider => provider.GetRequiredService<WorkGate>())
            .AddSingleton<ICallGate>(provider => provider.GetRequiredService<WorkGate>())
            .AddHostedService<DrainService>()
            .AddHostedService<StartupNotice>()
            .AddSingleton(ApiFragment.Of(typeof(LifetimeServiceCollectionExtensions).Assembly));
    }
}
