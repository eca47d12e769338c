using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Transcribe.Audio;
using Transcribe.Server.Access;
using Transcribe.Server.Errors;

namespace Transcribe.Server.Calls;

internal static class CallsServiceCollectionExtensions
{
    /// <summary>What a message holds besides the audio.</summary>
    private const int MessageSlack = 1 << 20;

    /// <summary>Left to the host after the drain to take everything down.</summary>
    private static readonly TimeSpan StopSlack = TimeSpan.FromSeconds(10);

    public static IServiceCollection AddCalls(this IServiceCollection services)
    {
        services.AddSingleton<WorkGate>().AddSingleton<CallErrors>().AddSingleton<ErrorInterceptor>().AddSingleton<AccessInterceptor>().AddHostedService<DrainService>();
        services.AddOptions<HostOptions>().Configure<IOptions<ServerOptions>>((host, server) =>
            host.ShutdownTimeout = server.Value.DrainTimeout + StopSlack);
        services.AddOptions<GrpcServiceOptions>().Configure<IOptions<AudioOptions>>((grpc, audio) =>
            grpc.MaxReceiveMessageSize = (int)Math.Min(audio.Value.MaxInlineBytes + MessageSlack, int.MaxValue));
        // JSON writes bytes as base64, a third longer.
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<AudioOptions>>((kestrel, audio) =>
            kestrel.Limits.MaxRequestBodySize = (audio.Value.MaxInlineBytes * 4 / 3) + MessageSlack);
        services.AddGrpcReflection();
        services.AddGrpc(grpc =>
        {
            // The library's own answer to unknown services would take the place of 404 and 405 for JSON calls.
            grpc.IgnoreUnknownServices = true;
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.Interceptors.Add<AccessInterceptor>();
        });
        return services;
    }
}
