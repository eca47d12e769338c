using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.OpenApi;
using Transcribe.Realtime.Sessions;

namespace Transcribe.Realtime;

/// <summary>Serves OpenAI's Realtime transcription sessions.</summary>
public static class RealtimeExtensions
{
    /// <summary>The path of the WebSocket.</summary>
    public const string Path = "/v1/realtime";

    /// <summary>Adds the sessions. Needs an <see cref="IEphemeralKeys"/> and the registered gRPC service.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="limits">Finds the limits of live streams.</param>
    public static IServiceCollection AddRealtime(this IServiceCollection services, Func<IServiceProvider, RealtimeLimits> limits)
    {
        services.AddOptions<RealtimeOptions>().BindConfiguration(RealtimeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton(ApiFragment.Of(typeof(RealtimeExtensions).Assembly))
            .AddSingleton(limits)
            .AddSingleton<SessionFactory>()
            .AddSingleton<SessionCheck>()
            .AddSingleton<RealtimeSessions>()
            .AddSingleton<ClientSecrets>();
    }

    /// <summary>Maps the WebSocket and the calls that create keys for it.</summary>
    public static IEndpointRouteBuilder MapRealtime(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapSocket(Path, context => context.RequestServices.GetRequiredService<RealtimeSessions>().ServeAsync(context));
        endpoints.MapPost(
            $"{Path}/client_secrets", context => context.RequestServices.GetRequiredService<ClientSecrets>().CreateAsync(context));
        endpoints.MapPost(
            $"{Path}/transcription_sessions",
            context => context.RequestServices.GetRequiredService<ClientSecrets>().CreateBetaAsync(context));
        return endpoints;
    }
}
