using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Transcribe.Audio;
using Transcribe.Core;
using Transcribe.Transcription.Catalog;
using Transcribe.Transcription.Live;
using Transcribe.Transcription.Live.Speech;
using Transcribe.Transcription.Windows;

namespace Transcribe.Transcription;

/// <summary>Registers transcription, one line per stage.</summary>
public static class TranscriptionServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ITranscriber"/>, <see cref="IAdmission"/>, <see cref="ILiveTranscriber"/> and <see cref="IModelCatalog"/>. Needs
    /// <see cref="IAudioReader"/>, <see cref="IStreamDecoder"/>, an <see cref="ISpeechModelLoader"/> for each engine, and an
    /// <see cref="IVoiceModelLoader"/>. Settings come from the configuration's <c>Transcribe</c> section.
    /// </summary>
    public static IServiceCollection AddTranscription(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddMetrics()
            .AddCatalog()
            .AddPipeline()
            .AddLive();
    }

    private static IServiceCollection AddMetrics(this IServiceCollection services) => services
        .AddSingleton<TranscriptionMeter>()
        .AddSingleton<ModelGauges>()
        .AddHostedService<FirstValues>();

    private static IServiceCollection AddCatalog(this IServiceCollection services)
    {
        services.AddOptions<ModelsOptions>()
            // Without this, the binder ignores values of the wrong type in the dictionary of settings.
            .BindConfiguration(ModelsOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services
            .AddSingleton<ModelEntryFactory>()
            .AddSingleton<ModelCatalog>()
            .AddSingleton<IModelCatalog>(provider => provider.GetRequiredService<ModelCatalog>())
            .AddHostedService<DefaultModelService>()
            .AddHostedService<UnusedModels>();
    }

    private static IServiceCollection AddPipeline(this IServiceCollection services)
    {
        services.AddOptions<AdmissionOptions>().BindConfiguration(AdmissionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<WindowingOptions>().BindConfiguration(WindowingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton(provider => new Admission(provider.GetRequiredService<IOptions<AdmissionOptions>>().Value, "transcriptions"))
            .AddSingleton<IAdmission>(provider => provider.GetRequiredService<Admission>())
            .AddSingleton<WindowCutter>()
            .AddSingleton<ITranscriber, TranscriptionPipeline>();
    }

    private static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddOptions<LiveOptions>().BindConfiguration(LiveOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<VoiceDetectors>()
            .AddHostedService(provider => provider.GetRequiredService<VoiceDetectors>())
            .AddSingleton<ILiveTranscriber, LiveTranscriber>();
    }
}
