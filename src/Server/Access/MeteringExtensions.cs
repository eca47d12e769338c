using Microsoft.Extensions.DependencyInjection.Extensions;
using Transcribe.Core;

namespace Transcribe.Server.Access;

internal static class MeteringExtensions
{
    /// <summary>The key of the transcribers that the metered ones call.</summary>
    public const string Engine = "engine";

    /// <summary>Puts the audio quota before the registered transcribers.</summary>
    public static IServiceCollection AddMetering(this IServiceCollection services) => services
        .AddSingleton<AudioQuota>()
        .Wrap<ITranscriber, MeteredTranscriber>()
        .Wrap<ILiveTranscriber, MeteredLiveTranscriber>();

    private static IServiceCollection Wrap<T, TWrapper>(this IServiceCollection services)
        where T : class
        where TWrapper : class, T
    {
        var engine = services.Single(service => service.ServiceType == typeof(T)).ImplementationType!;
        services.Add(ServiceDescriptor.KeyedSingleton(typeof(T), Engine, engine));
        return services.Replace(ServiceDescriptor.Singleton<T, TWrapper>());
    }
}
