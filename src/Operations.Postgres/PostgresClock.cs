namespace Transcribe.Operations.Postgres;

/// <summary>The clock of all times in the database: its own clock, or one that a test sets.</summary>
/// <param name="test">Null for the database's own clock.</param>
internal sealed class PostgresClock(TimeProvider? test = null)
{
    /// <summary>The time of the statements; null for the time at which the database receives each.</summary>
    public DateTimeOffset? Now => test?.GetUtcNow();
}
