namespace Transcribe.Operations.Sql;

/// <summary>
/// The statements that put values right which no version of the program writes, and which would keep a record from ever being claimed or
/// removed. In SQLite, texts and blobs compare as greater than all numbers. See <see cref="OperationSql"/>.
/// </summary>
internal static class RepairSql
{
    // The columns that decide on claims. Others are read leniently, and the operation fails when it is claimed.
    public const string RepairSchedule = $"""
        UPDATE operations
        SET create_time = CASE WHEN create_time {IsTime} THEN create_time ELSE @now END,
            update_time = CASE WHEN update_time {IsTime} THEN update_time ELSE @now END,
            not_before = CASE WHEN not_before {IsTime} THEN not_before ELSE @now END,
            lease_time = CASE WHEN lease_time {IsTime} THEN lease_time WHEN state = {OperationSql.Running} THEN @now END,
            lapses = CASE WHEN lapses {IsCount} THEN lapses ELSE 0 END,
            failures = CASE WHEN failures {IsCount} THEN failures ELSE 0 END,
            remote = CASE WHEN remote {IsFlag} THEN remote ELSE 1 END,
            begun = CASE WHEN begun {IsFlag} THEN begun ELSE 0 END,
            alone = CASE WHEN alone {IsFlag} THEN alone ELSE 0 END
        WHERE {OperationSql.Unfinished} AND NOT (
            create_time {IsTime} AND update_time {IsTime} AND not_before {IsTime}
            AND CASE WHEN state = {OperationSql.Running} THEN COALESCE(lease_time {IsTime}, FALSE) ELSE TRUE END
            AND lapses {IsCount} AND failures {IsCount} AND remote {IsFlag} AND begun {IsFlag} AND alone {IsFlag})
        """;

    public const string FailUnknownStates = $"""
        UPDATE operations
        SET state = CASE WHEN state IN ({OperationSql.Final}) THEN state ELSE {OperationSql.Failed} END,
            failure = COALESCE(failure, @failure),
            end_time = @now, update_time = @now, expire_time = @now + @retention, lease_owner = NULL, lease_time = NULL
        WHERE {OperationSql.Unfinished} AND state NOT IN ({OperationSql.Queued}, {OperationSql.Running})
        """;

    public const string RepairExpiry = "UPDATE operations SET expire_time = @now + @retention WHERE expire_time > @latest";

    public const string RepairDeliveries = $"""
        UPDATE deliveries SET next_time = @now, set_time = @now
        WHERE state = {OperationSql.Pending} AND NOT (next_time {IsTime} AND set_time {IsTime})
        """;

    private const string IsTime = "BETWEEN 0 AND @latest";
    private const string IsCount = "BETWEEN 0 AND 1000000000";
    private const string IsFlag = "BETWEEN 0 AND 1";
}
