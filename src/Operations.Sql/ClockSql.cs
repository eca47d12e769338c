namespace Transcribe.Operations.Sql;

/// <summary>
/// The statements for a clock that was set back: what was scheduled by the earlier clock keeps the delay that it had when it was
/// scheduled. See <see cref="OperationSql"/>.
/// </summary>
internal static class ClockSql
{
    // The statements that queue an operation set both times.
    public const string AdvanceQueued = $"""
        UPDATE operations SET not_before = @now + not_before - update_time, update_time = @now
        WHERE state = {OperationSql.Queued} AND update_time > @now AND {OperationSql.Unfinished}
        """;

    /// <summary>A process that lives renews its leases. A lease of a dead one ends after the longest lease at the latest.</summary>
    public const string ShortenLeases = $"""
        UPDATE operations SET lease_time = @now + @longest_lease
        WHERE state = {OperationSql.Running} AND lease_time > @now + @longest_lease
        """;

    public const string AdvanceDeliveries = $"""
        UPDATE deliveries SET next_time = @now + next_time - set_time, set_time = @now
        WHERE state = {OperationSql.Pending} AND next_time > @now AND set_time > @now
        """;
}
