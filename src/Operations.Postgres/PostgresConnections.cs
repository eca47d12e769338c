using Npgsql;

namespace Transcribe.Operations.Postgres;

/// <summary>Creates connections. What the connection string sets takes precedence over the values here.</summary>
internal static class PostgresConnections
{
    // All statements are short. A server that answers later is unreachable, and the store counts as not writable.
    private const int Seconds = 5;

    /// <summary>The pool for all statements.</summary>
    public static NpgsqlDataSource CreatePool(string connectionString) => Create(
        connectionString,
        // A server that is not configured has 100 connections for all processes.
        ("Maximum Pool Size", 20),
        // All statements of the store, each with and without the types of null values.
        ("Max Auto Prepare", 100),
        ("Auto Prepare Min Usages", 2));

    /// <summary>For a connection that waits for notifications. It notices within seconds that the server is gone.</summary>
    public static NpgsqlDataSource CreateListener(string connectionString) => Create(
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString,
        ("Keepalive", Seconds));

    private static NpgsqlDataSource Create(string connectionString, params (string Key, object Value)[] defaults)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var given = settings.Keys.ToHashSet();
        foreach (var (key, value) in (IEnumerable<(string, object)>)
        [
            ("Application Name", "transcribe"),
            ("Timeout", Seconds),
            ("Command Timeout", Seconds),
            // The answer to a cancellation would not come either.
            ("Cancellation Timeout", -1),
            .. defaults,
        ])
        {
            if (!given.Contains(key))
                settings[key] = value;
        }
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        // A failover moves the primary server to another host.
        return settings.Host!.Contains(',')
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : builder.Build();
    }
}
