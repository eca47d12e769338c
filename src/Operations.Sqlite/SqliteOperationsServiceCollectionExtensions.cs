using Microsoft.Extensions.DependencyInjection;
using Transcribe.Operations.Sql;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sqlite;

/// <summary>Registers the SQLite store of operations.</summary>
public static class SqliteOperationsServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IOperationStore"/>, <see cref="IDeliveryStore"/>, <see cref="IAudioStore"/> and <see cref="IBacklogStore"/> in
    /// a local folder, for
    /// <see cref="OperationsServiceCollectionExtensions.AddOperations"/>.
    /// </summary>
    public static IServiceCollection AddSqliteOperations(this IServiceCollection services)
    {
        services.AddOptions<SqliteStoreOptions>().BindConfiguration(SqliteStoreOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<SqliteDatabase>()
            .AddSingleton<ISqlDatabase>(provider => provider.GetRequiredService<SqliteDatabase>())
            .AddSingleton<IOperationStore, SqlOperationStore>()
            .AddSingleton<IDeliveryStore, SqlDeliveryStore>()
            .AddSingleton<IAudioStore, LocalAudioStore>()
            .AddSingleton<IBacklogStore, SqlBacklogStore>();
    }
}
