using Transcribe.JsonTranscoding.Live;

namespace Transcribe.Server.Services;

internal static class GrpcServicesExtensions
{
    /// <summary>Live streams, by gRPC and by WebSocket.</summary>
    public static IServiceCollection AddLiveCalls(this IServiceCollection services) =>
        services.AddSingleton<LiveCalls>().AddSingleton<ILiveCalls, LiveSocketCalls>();

    /// <summary>Maps every gRPC service; those with HTTP rules are served as JSON too.</summary>
    public static IEndpointRouteBuilder MapGrpcServices(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<TranscriberService>();
        endpoints.MapGrpcService<OperationsService>();
        endpoints.MapGrpcHealthChecksService();
        endpoints.MapGrpcReflectionService();
        return endpoints;
    }
}
