using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Engines;
using Transcribe.Whisper.Hub;
using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper;

/// <summary>Registers this engine.</summary>
public static class WhisperServiceCollectionExtensions
{
    /// <summary>
    /// Adds an <see cref="ISpeechModelLoader"/> for Hugging Face Whisper folders and an <see cref="IVoiceModelLoader"/>. If an
    /// <see cref="IProgress{T}"/> of <see cref="DownloadProgress"/> is registered, it receives the progress of downloads.
    /// </summary>
    public static IServiceCollection AddWhisper(this IServiceCollection services)
    {
        services.AddOptions<InferenceOptions>().BindConfiguration(InferenceOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddEngines()
            .AddSingleton<IValidateOptions<InferenceOptions>, GpuValidation>()
            .AddSingleton<ModelLocator>()
            .AddSingleton<ISpeechModelLoader, WhisperModelLoader>()
            .AddSingleton<IVoiceModelLoader, VoiceModelLoader>();
    }
}
