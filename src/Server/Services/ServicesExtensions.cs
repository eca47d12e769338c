using Transcribe.JsonTranscoding.ContainerHost;
using Transcribe.Operations;
using Transcribe.Operations.Webhooks;
using Transcribe.Server.Mapping;
using Transcribe.V1;

namespace Transcribe.Server.Services;

internal static class ServicesExtensions
{
    /// <summary>Adds the gRPC services and what they call.</summary>
    public static IServiceCollection AddServices(this IServiceCollection services) => services
        .AddSingleton<IWebhookHandlerFactory, WebhookHandlerFactory>()
        .AddOperations()
        .AddContainerHost()
        .AddSingleton<OperationMapping>()
        .AddSingleton<LongRunningCalls>()
        .AddSingleton<LiveCalls>()
        .AddSingleton<TranscriberService>()
        // For the WebSocket, which calls the same method as a gRPC stream.
        .AddSingleton<Transcriber.TranscriberBase>(provider => provider.GetRequiredService<TranscriberService>());

    /// <summary>Maps every gRPC service. Methods with HTTP rules are served as JSON too.</summary>
    public static IEndpointRouteBuilder MapGrpcServices(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<TranscriberService>();
        endpoints.MapGrpcService<OperationsService>();
        // Load balancers have no keys.
        endpoints.MapGrpcHealthChecksService().AllowAnonymous();
        endpoints.MapGrpcReflectionService();
        return endpoints;
    }
}
