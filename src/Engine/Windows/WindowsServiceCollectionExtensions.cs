using Microsoft.Extensions.DependencyInjection;

namespace Transcribe.Engine.Windows;

/// <summary>Registers stage 2.</summary>
internal static class WindowsServiceCollectionExtensions
{
    public static IServiceCollection AddWindows(this IServiceCollection services)
    {
        services.AddOptions<WindowingOptions>().BindConfiguration(WindowingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<WindowCutter>();
    }
}
