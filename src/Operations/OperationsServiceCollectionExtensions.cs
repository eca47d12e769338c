using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Transcribe.Core;
using Transcribe.Operations.Running;
using Transcribe.Operations.Store;
using Transcribe.Operations.Telemetry;
using Transcribe.Operations.Watching;
using Transcribe.Operations.Webhooks;

namespace Transcribe.Operations;

/// <summary>Registers long-running transcriptions.</summary>
public static class OperationsServiceCollectionExtensions
{
    /// <summary>Adds <see cref="IOperations"/>, <see cref="IDeadLetters"/> and their background services.</summary>
    /// <remarks>
    /// Needs an <see cref="ITranscriber"/>, a store (<see cref="IOperationStore"/>, <see cref="IDeliveryStore"/> and
    /// <see cref="IAudioStore"/>), and an <see cref="IWebhookHandlerFactory"/>. The latter has no default, because an unguarded one would
    /// let callers reach private addresses.
    /// </remarks>
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IOperationQuota, OperationQuota>();
        services.AddOptions<OperationsOptions>().BindConfiguration(OperationsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<OperationSignals>()
            .AddSingleton<IChangeFeed>(provider => provider.GetRequiredService<OperationSignals>())
            .AddMetrics()
            .AddStoreUpkeep()
            .AddRunner()
            .AddWebhooks()
            .AddSingleton<OperationCreator>()
            .AddSingleton<OperationWatcher>()
            .AddSingleton<IOperations, OperationService>();
    }

    private static IServiceCollection AddMetrics(this IServiceCollection services) => services
        .AddSingleton<OperationsMeter>()
        .AddHostedService<BacklogCounter>();

    private static IServiceCollection AddStoreUpkeep(this IServiceCollection services) => services
        .AddSingleton<StoreHealth>()
        .AddHostedService<StoreKeeper>();

    private static IServiceCollection AddRunner(this IServiceCollection services) => services
        .AddSingleton<RetryPolicy>()
        .AddSingleton<LeaseKeeper>()
        .AddSingleton<RunExecutor>()
        .AddHostedService<OperationRunner>();

    private static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddOptions<WebhooksOptions>().BindConfiguration(WebhooksOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<WebhookSigner>()
            .AddSingleton<WebhookSender>()
            .AddSingleton<DeliveryExecutor>()
            .AddSingleton<DeliveryFactory>()
            .AddSingleton<IDeadLetters, DeadLetters>()
            .AddHostedService<WebhookDeliverer>();
    }
}
