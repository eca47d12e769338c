using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Transcribe.Engine.Audio;
using Transcribe.Engine.Audio.Ffmpeg;
using Transcribe.Engine.Live.Decoding;
using Transcribe.Engine.Live.Endpoints;
using Transcribe.Engine.Models;

namespace Transcribe.Engine.Live;

/// <summary>Registers stage 7.</summary>
internal static class LiveServiceCollectionExtensions
{
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddOptions<LiveOptions>().BindConfiguration(LiveOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<VoiceDetectorFactory>().AddHostedService(provider => provider.GetRequiredService<VoiceDetectorFactory>());
        return services.AddSingleton(provider => new LiveTranscriber(
            provider.GetRequiredService<IOptions<LiveOptions>>(),
            provider.GetRequiredService<ModelCatalog>(),
            new LiveDecoder(new FfmpegStream(
                new FfmpegLauncher(provider.GetRequiredService<IOptions<AudioOptions>>().Value),
                provider.GetRequiredService<ILogger<FfmpegStream>>())),
            provider.GetRequiredService<VoiceDetectorFactory>(),
            provider.GetRequiredService<EngineMeter>(),
            provider.GetRequiredService<TimeProvider>()));
    }
}
