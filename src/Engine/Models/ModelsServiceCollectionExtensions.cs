using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Transcribe.Engine.Models.Hub;

namespace Transcribe.Engine.Models;

internal static class ModelsServiceCollectionExtensions
{
    public static IServiceCollection AddModels(this IServiceCollection services)
    {
        services.AddOptions<ModelsOptions>().BindConfiguration("Transcribe:Models").ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton(_ => HubSettings.FromEnvironment())
            .AddSingleton<ModelLocator>()
            .AddSingleton<ModelLoader>()
            .AddSingleton(provider => new ModelCatalog(provider.GetRequiredService<IOptions<ModelsOptions>>(), provider.GetRequiredService<ModelLoader>()))
            .AddHostedService<DefaultModelService>();
    }
}
