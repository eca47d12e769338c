using Npgsql;

namespace Transcribe.Operations.Postgres;

/// <summary>Creates the pool of connections. What the connection string sets takes precedence over the values here.</summary>
internal static class PostgresConnections
{
    // All statements are short. A server that answers later is unreachable, and the store counts as not writable.
    private const int Seconds = 5;

    public static NpgsqlDataSource CreatePool(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var given = settings.Keys.ToHashSet();
        Default("Application Name", "transcribe");
        Default("Timeout", Seconds);
        Default("Command Timeout", Seconds);
        Default("Cancellation Timeout", -1);
        // All statements of the store, each with and without the types of null values.
        Default("Max Auto Prepare", 100);
        Default("Auto Prepare Min Usages", 2);
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        // A failover moves the primary server to another host.
        return settings.Host!.Contains(',')
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : builder.Build();

        void Default(string key, object value)
        {
            if (!given.Contains(key))
                settings[key] = value;
        }
    }
}
