using Transcribe.Operations.Sql;

namespace Transcribe.Operations.Sqlite;

/// <summary>The repairs of values that only SQLite accepts, see <see cref="RepairSql"/>.</summary>
internal static class SqliteRepairSql
{
    // No claim can name a tenant or a receiver that is a blob.
    public const string BuryNameless = $"""
        UPDATE deliveries SET state = {OperationSql.Dead}, next_time = @now, error = 'the stored record cannot be read'
        WHERE state = {OperationSql.Pending} AND (tenant >= X'' OR receiver >= X'')
        """;
}
