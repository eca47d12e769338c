using Microsoft.Extensions.DependencyInjection;
using Transcribe.Core;
using Transcribe.Engines;
using Transcribe.WhisperCpp.Hub;
using Transcribe.WhisperCpp.Native;

namespace Transcribe.WhisperCpp;

/// <summary>Registers this engine.</summary>
public static class WhisperCppServiceCollectionExtensions
{
    /// <summary>
    /// Adds an <see cref="ISpeechModelLoader"/> for ggml files. It loads the library of whisper.cpp with the first model.
    /// </summary>
    public static IServiceCollection AddWhisperCpp(this IServiceCollection services)
    {
        services.AddOptions<WhisperCppOptions>()
            .BindConfiguration(WhisperCppOptions.Section)
            .ValidateDataAnnotations()
            .Validate(
                options => NativeRuntime.Accepts(options.Libraries),
                $"{WhisperCppOptions.Section}:Libraries of a CUDA build may name Cuda only")
            .ValidateOnStart();
        return services
            .AddEngines()
            .AddSingleton<GgmlLocator>()
            .AddSingleton<ISpeechModelLoader, WhisperCppModelLoader>();
    }
}
