using Microsoft.Extensions.DependencyInjection;

namespace Transcribe.Engine.Batching;

internal static class BatchingServiceCollectionExtensions
{
    public static IServiceCollection AddBatching(this IServiceCollection services)
    {
        services.AddOptions<BatchingOptions>().BindConfiguration("Transcribe:Batching").ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<Admission>();
    }
}
