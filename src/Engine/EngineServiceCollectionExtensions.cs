using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Transcribe.Engine.Audio;
using Transcribe.Engine.Batching;
using Transcribe.Engine.Inference;
using Transcribe.Engine.Live;
using Transcribe.Engine.Models;
using Transcribe.Engine.Windows;

namespace Transcribe.Engine;

/// <summary>Registers the engine, a stage a line.</summary>
public static class EngineServiceCollectionExtensions
{
    /// <summary>Adds <see cref="TranscriptionPipeline"/>, <see cref="LiveTranscriber"/> and <see cref="ModelCatalog"/>; settings come from the configuration's <c>Transcribe</c> section.</summary>
    public static IServiceCollection AddTranscriptionEngine(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton<EngineMeter>()
            .AddAudio()
            .AddWindows()
            .AddBatching()
            .AddInference()
            .AddModels()
            .AddLive()
            .AddSingleton(provider => new TranscriptionPipeline(
                provider.GetRequiredService<Admission>(),
                provider.GetRequiredService<ModelCatalog>(),
                provider.GetRequiredService<AudioReader>(),
                provider.GetRequiredService<WindowCutter>(),
                provider.GetRequiredService<EngineMeter>(),
                provider.GetRequiredService<TimeProvider>()));
    }
}
