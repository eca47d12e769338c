using Microsoft.Extensions.DependencyInjection;
using Transcribe.Audio.Fetching;
using Transcribe.Audio.Ffmpeg;
using Transcribe.Audio.Spool;
using Transcribe.Core;

namespace Transcribe.Audio;

/// <summary>Registers the audio stage.</summary>
public static class AudioServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IAudioReader"/>, <see cref="IAudioSpool"/>, <see cref="IStreamDecoder"/> and <see cref="IGuardedHttp"/>, and checks
    /// at the host's start that ffmpeg runs.
    /// </summary>
    public static IServiceCollection AddAudio(this IServiceCollection services)
    {
        return services
            .AddAudioSpool()
            .AddSingleton<AddressRules>()
            .AddSingleton<IGuardedHttp, GuardedHttp>()
            .AddSingleton<UrlFetcher>()
            .AddSingleton<FetchPlaces>()
            .AddSingleton<FfmpegLauncher>()
            .AddSingleton<FfmpegDecoder>()
            .AddSingleton<FfmpegStream>()
            .AddSingleton<IAudioReader, AudioReader>()
            .AddSingleton<IStreamDecoder, StreamDecoder>()
            .AddHostedService<FfmpegCheck>();
    }

    /// <summary>Adds <see cref="IAudioSpool"/> and <see cref="ISpoolHealth"/>.</summary>
    public static IServiceCollection AddAudioSpool(this IServiceCollection services)
    {
        services.AddOptions<AudioOptions>().BindConfiguration(AudioOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<SpoolFolder>()
            .AddSingleton<IAudioSpool>(provider => provider.GetRequiredService<SpoolFolder>())
            .AddSingleton<ISpoolHealth>(provider => provider.GetRequiredService<SpoolFolder>());
    }
}
