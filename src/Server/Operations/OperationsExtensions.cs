using Transcribe.JsonTranscoding.Platform;
using Transcribe.Operations;
using Transcribe.Operations.Webhooks;
using Transcribe.Server.Services;

namespace Transcribe.Server.Operations;

internal static class OperationsExtensions
{
    /// <summary>Long-running transcriptions, and the platform's asynchronous calls over them.</summary>
    public static IServiceCollection AddLongRunning(this IServiceCollection services) => services
        .AddServerWebhook()
        .AddSingleton<IWebhookHandlerFactory, WebhookHandlerFactory>()
        .AddOperations()
        .AddPlatformCalls()
        .AddSingleton<OperationMapping>()
        .AddSingleton<LongRunningCalls>()
        .AddSingleton<IPlatformCalls, PlatformCalls>();

    private static IServiceCollection AddServerWebhook(this IServiceCollection services)
    {
        services.AddOptions<ServerWebhookOptions>()
            .Configure<IConfiguration>((options, configuration) => options.Uri = configuration[ServerWebhookOptions.Variable])
            .Validate(options => options.IsValid, $"{ServerWebhookOptions.Variable} is not an http or https URL")
            .ValidateOnStart();
        return services.AddSingleton<ServerWebhook>();
    }
}
