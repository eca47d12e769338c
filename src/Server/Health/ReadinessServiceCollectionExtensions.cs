using Transcribe.Core;
using Transcribe.Operations;

namespace Transcribe.Server.Health;

internal static class ReadinessServiceCollectionExtensions
{
    public static IServiceCollection AddReadiness(this IServiceCollection services)
    {
        services.AddSingleton(provider => new Readiness(
            () => provider.GetRequiredService<IModelCatalog>().IsReady,
            () => provider.GetRequiredService<OperationService>().IsWritable,
            provider.GetRequiredService<IHostApplicationLifetime>()));
        services.AddGrpcHealthChecks(options => options.Services.Map(V1.Transcriber.Descriptor.FullName, _ => true)).AddCheck<ReadinessCheck>("readiness");
        return services;
    }
}
