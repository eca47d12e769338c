using Microsoft.Data.Sqlite;
using Transcribe.Core;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sqlite;

/// <summary>Reads the columns of an operation in the order of <see cref="Sql"/>.</summary>
internal static class OperationRow
{
    public static Operation Read(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        State = Enum.Parse<OperationState>(row.GetString(1)),
        Request = StoredJson.Read<OperationRequest>(row.GetString(2)),
        Fingerprint = row.GetString(3),
        RequestId = row.TextOrNull(4),
        Webhook = row.IsDBNull(5) ? null : new Webhook(new Uri(row.GetString(5)), Enum.Parse<WebhookKind>(row.GetString(6))),
        CreateTime = row.Time(7),
        StartTime = row.TimeOrNull(8),
        UpdateTime = row.Time(9),
        EndTime = row.TimeOrNull(10),
        ExpireTime = row.TimeOrNull(11),
        Attempt = row.GetInt32(12),
        Failures = row.GetInt32(13),
        AudioDuration = row.IsDBNull(14) ? null : new TimeSpan(row.GetInt64(14)),
        ProcessedDuration = new TimeSpan(row.GetInt64(15)),
        Resume = StoredJson.ReadOrNull<TranscriptionCheckpoint>(row.TextOrNull(16)),
        Failure = StoredJson.ReadOrNull<OperationFailure>(row.TextOrNull(17)),
        Summary = StoredJson.ReadOrNull<TranscriptionSummary>(row.TextOrNull(18)),
    };
}
