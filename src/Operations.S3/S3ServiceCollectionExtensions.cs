using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.S3;

/// <summary>Registers the store of inline audio in a bucket.</summary>
public static class S3ServiceCollectionExtensions
{
    /// <summary>Replaces the <see cref="IAudioStore"/> of a store of operations.</summary>
    public static IServiceCollection AddS3Audio(this IServiceCollection services)
    {
        services.AddOptions<S3AudioOptions>().BindConfiguration(S3AudioOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services.Replace(ServiceDescriptor.Singleton<IAudioStore, S3AudioStore>());
    }
}
