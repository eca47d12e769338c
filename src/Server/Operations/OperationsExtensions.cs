using Transcribe.JsonTranscoding.Platform;
using Transcribe.Operations;
using Transcribe.Operations.Webhooks;
using Transcribe.Server.Services;

namespace Transcribe.Server.Operations;

internal static class OperationsExtensions
{
    /// <summary>Long-running transcriptions, and the platform's asynchronous calls over them.</summary>
    public static IServiceCollection AddLongRunning(this IServiceCollection services) => services
        .AddSingleton<IWebhookHandlerFactory, WebhookHandlerFactory>()
        .AddOperations()
        .AddPlatformCalls()
        .AddSingleton<OperationMapping>()
        .AddSingleton<LongRunningCalls>()
        .AddSingleton<ServerWebhook>()
        .AddSingleton<IPlatformCalls, PlatformCalls>();
}
