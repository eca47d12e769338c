using Microsoft.Data.Sqlite;
using Transcribe.Core;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sqlite;

/// <summary>
/// Reads the columns of an operation in the order of <see cref="Sql"/>. One record that this version cannot read must not hide the others
/// in a list or block the queue, so such a record gives an operation that is not <see cref="Operation.IsReadable"/>.
/// </summary>
internal static class OperationRow
{
    public static Operation Read(SqliteDataReader row)
    {
        var columns = new LenientColumns(row);
        var operation = new Operation
        {
            Id = row.GetString(0),
            Tenant = row.GetString(1),
            State = columns.Read<OperationState?>(2, name => Enum.Parse<OperationState>(name)) ?? OperationState.Failed,
            Request = columns.Read(3, StoredJson.Read<OperationRequest>) ?? new OperationRequest { Settings = new TranscriptionSettings() },
            Fingerprint = row.GetString(4),
            RequestId = row.TextOrNull(5),
            Webhook = columns.Read(6, uri => new Webhook(new Uri(uri), Enum.Parse<WebhookKind>(row.GetString(7)))),
            CreateTime = row.Time(8),
            StartTime = row.TimeOrNull(9),
            UpdateTime = row.Time(10),
            EndTime = row.TimeOrNull(11),
            ExpireTime = row.TimeOrNull(12),
            Attempt = row.GetInt32(13),
            Failures = row.GetInt32(14),
            Lapses = row.GetInt32(15),
            AudioDuration = row.IsDBNull(16) ? null : new TimeSpan(row.GetInt64(16)),
            ProcessedDuration = new TimeSpan(row.GetInt64(17)),
            Resume = columns.Read(18, StoredJson.Read<TranscriptionCheckpoint>),
            Failure = columns.Read(19, StoredJson.Read<OperationFailure>),
            Summary = columns.Read(20, StoredJson.Read<TranscriptionSummary>),
            IsReadable = columns.AllRead,
        };
        return operation is { IsReadable: false, Done: true } ? AsFailed(operation) : operation;
    }

    private static Operation AsFailed(Operation operation) =>
        operation with { State = OperationState.Failed, Failure = operation.Failure ?? OperationFailure.Unreadable, Summary = null };
}
