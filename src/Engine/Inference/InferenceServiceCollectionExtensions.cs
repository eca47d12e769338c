using Microsoft.Extensions.DependencyInjection;

namespace Transcribe.Engine.Inference;

internal static class InferenceServiceCollectionExtensions
{
    public static IServiceCollection AddInference(this IServiceCollection services)
    {
        services.AddOptions<InferenceOptions>().BindConfiguration("Transcribe:Inference").ValidateDataAnnotations().ValidateOnStart();
        return services;
    }
}
