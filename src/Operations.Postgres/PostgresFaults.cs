using System.Net.Sockets;
using Npgsql;

namespace Transcribe.Operations.Postgres;

/// <summary>Tells the failures of the database from each other.</summary>
internal static class PostgresFaults
{
    private const string DataExceptions = "22";

    /// <summary>Whether an exception comes from the database or the network. Others are errors of the code that uses it.</summary>
    public static bool IsStoreFault(Exception fault) =>
        fault is NpgsqlException or SocketException or IOException or TimeoutException
        && !(fault is PostgresException { SqlState: var state } && state.StartsWith(DataExceptions, StringComparison.Ordinal));

    /// <summary>Whether a transaction may succeed when it runs again: after a failover, a restart, a deadlock or a conflict.</summary>
    public static bool IsTransient(Exception fault) =>
        fault is NpgsqlException { IsTransient: true } or SocketException or IOException or TimeoutException or PostgresException
        {
            SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
                or PostgresErrorCodes.ReadOnlySqlTransaction,
        };

    /// <summary>Whether a transaction that failed in its commit was certainly undone.</summary>
    public static bool IsUndone(Exception fault) =>
        fault is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };
}
