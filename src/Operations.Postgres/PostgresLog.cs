using Microsoft.Extensions.Logging;

namespace Transcribe.Operations.Postgres;

/// <summary>The log messages of the PostgreSQL store.</summary>
internal static partial class PostgresLog
{
    [LoggerMessage(
        530,
        LogLevel.Warning,
        "The notifications of other servers are interrupted; their changes are found by polling until the database answers again")]
    public static partial void ChangesInterrupted(this ILogger logger, Exception fault);
}
