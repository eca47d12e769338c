using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Transcribe.Core;
using Transcribe.Engines.Hub;

namespace Transcribe.Engines;

/// <summary>Registers what engines share. Each engine calls it.</summary>
internal static class EnginesServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="HubLocator"/> once. If an <see cref="IProgress{T}"/> of <see cref="DownloadProgress"/> is registered, it receives
    /// the progress of downloads.
    /// </summary>
    public static IServiceCollection AddEngines(this IServiceCollection services)
    {
        services.TryAddSingleton(_ => HubSettings.FromEnvironment());
        services.TryAddSingleton<HubLocator>();
        return services;
    }
}
