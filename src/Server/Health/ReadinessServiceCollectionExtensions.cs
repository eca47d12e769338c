namespace Transcribe.Server.Health;

internal static class ReadinessServiceCollectionExtensions
{
    public static IServiceCollection AddReadiness(this IServiceCollection services)
    {
        services.AddSingleton<Readiness>();
        services.AddGrpcHealthChecks(options => options.Services.Map(V1.Transcriber.Descriptor.FullName, _ => true)).AddCheck<ReadinessCheck>("readiness");
        return services;
    }
}
