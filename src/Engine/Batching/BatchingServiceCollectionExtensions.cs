using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Transcribe.Engine.Batching;

internal static class BatchingServiceCollectionExtensions
{
    public static IServiceCollection AddBatching(this IServiceCollection services)
    {
        services.AddOptions<BatchingOptions>().BindConfiguration("Transcribe:Batching").ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<BatchingOptions>>().Value;
            return new Admission(options.MaxRequests, "transcriptions", options.RetryAfter);
        });
    }
}
