using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Transcribe.Operations.Postgres.Audio;
using Transcribe.Operations.Postgres.Changes;
using Transcribe.Operations.Sql;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Postgres;

/// <summary>Registers the PostgreSQL store of operations.</summary>
public static class PostgresOperationsServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IOperationStore"/>, <see cref="IDeliveryStore"/>, <see cref="IAudioStore"/> and <see cref="IBacklogStore"/> in a
    /// PostgreSQL database, for <see cref="OperationsServiceCollectionExtensions.AddOperations"/>.
    /// </summary>
    public static IServiceCollection AddPostgresOperations(this IServiceCollection services)
    {
        services.AddOptions<PostgresStoreOptions>()
            .BindConfiguration(PostgresStoreOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(new PostgresClock());
        return services
            .AddSingleton<PostgresDatabase>()
            .AddSingleton<ISqlDatabase>(provider => provider.GetRequiredService<PostgresDatabase>())
            .AddSingleton<IOperationStore, SqlOperationStore>()
            .AddSingleton<IDeliveryStore, SqlDeliveryStore>()
            .AddSingleton<IAudioStore, ChunkedAudioStore>()
            .AddSingleton<IBacklogStore, SqlBacklogStore>()
            .AddSingleton<ChangeSource>()
            .AddHostedService<ChangeSender>()
            .AddHostedService<ChangeListener>();
    }
}
