using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Transcribe.Core;
using Transcribe.Operations.Running;
using Transcribe.Operations.Store;
using Transcribe.Operations.Watching;
using Transcribe.Operations.Webhooks;

namespace Transcribe.Operations;

/// <summary>Registers long-running transcriptions.</summary>
public static class OperationsServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IOperations"/> and <see cref="IDeadLetters"/>, and the background work behind them. Needs the engine, unless an <see cref="ITranscriber"/>
    /// is registered, and an <see cref="IWebhookHandlerFactory"/>: there is no default, as an unguarded one would let callers reach private addresses.
    /// </summary>
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddOperationStore()
            .AddOperationRunner()
            .AddWebhooks()
            .AddSingleton<OperationCreator>()
            .AddSingleton<OperationWatcher>()
            .AddSingleton<IOperations, OperationService>();
    }

    private static IServiceCollection AddOperationStore(this IServiceCollection services)
    {
        services.AddOptions<OperationsOptions>().BindConfiguration(OperationsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<StoreHealth>()
            .AddSingleton<SqliteDatabase>()
            .AddSingleton<IOperationStore, SqliteOperationStore>()
            .AddSingleton<IDeliveryStore, SqliteDeliveryStore>()
            .AddSingleton<IAudioStore, LocalAudioStore>()
            .AddHostedService<StoreKeeper>();
    }

    private static IServiceCollection AddOperationRunner(this IServiceCollection services) => services
        .AddSingleton<OperationSignals>()
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
