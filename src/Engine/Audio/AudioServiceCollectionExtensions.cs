using Microsoft.Extensions.DependencyInjection;
using Transcribe.Engine.Audio.Ffmpeg;

namespace Transcribe.Engine.Audio;

/// <summary>Registers stage 1.</summary>
internal static class AudioServiceCollectionExtensions
{
    public static IServiceCollection AddAudio(this IServiceCollection services)
    {
        services.AddOptions<AudioOptions>().BindConfiguration(AudioOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AudioReader>();
        services.AddSingleton<GuardedHttp>();
        services.AddSingleton<FfmpegCheck>();
        services.AddHostedService<FfmpegCheckService>();
        return services;
    }
}
