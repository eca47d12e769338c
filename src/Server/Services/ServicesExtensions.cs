using Transcribe.JsonTranscoding.ContainerHost;
using Transcribe.OpenAi;
using Transcribe.Operations;
using Transcribe.Operations.Webhooks;
using Transcribe.Server.Mapping;
using Transcribe.Server.Models;
using Transcribe.V1;

namespace Transcribe.Server.Services;

internal static class ServicesExtensions
{
    /// <summary>Adds the gRPC services and their dependencies.</summary>
    public static IServiceCollection AddServices(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<IWebhookHandlerFactory, WebhookHandlerFactory>()
        .AddOperations()
        .AddOperationStore(configuration)
        .AddContainerHost()
        .AddOpenAi()
        .AddSingleton<OperationMapping>()
        .AddSingleton<LongRunningCalls>()
        .AddSingleton<ModelOperations>()
        .AddSingleton<ModelCalls>()
        .AddSingleton<LiveCalls>()
        .AddSingleton<TranscriberService>()
        // The WebSocket calls the same method as a gRPC stream.
        .AddSingleton<Transcriber.TranscriberBase>(provider => provider.GetRequiredService<TranscriberService>());

    /// <summary>Maps all gRPC services. Methods with HTTP rules are also served as JSON.</summary>
    public static IEndpointRouteBuilder MapGrpcServices(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<TranscriberService>();
        endpoints.MapGrpcService<OperationsService>();
        // Load balancers have no API keys.
        endpoints.MapGrpcHealthChecksService().AllowAnonymous();
        endpoints.MapGrpcReflectionService();
        return endpoints;
    }
}
