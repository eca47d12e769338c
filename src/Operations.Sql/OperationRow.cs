using System.Data.Common;
using Transcribe.Core;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sql;

/// <summary>
/// Reads the columns of an operation in the order of <see cref="OperationSql"/>. One record that this version cannot read must not hide the
/// others in a list or block the queue, so such a record gives an operation that is not <see cref="Operation.IsReadable"/>.
/// </summary>
internal static class OperationRow
{
    public static Operation Read(DbDataReader row)
    {
        var columns = new LenientColumns(row);
        var operation = new Operation
        {
            Id = columns.Text(0),
            Tenant = columns.Text(1),
            State = columns.Read<OperationState?>(2, name => LenientColumns.Member<OperationState>(name)) ?? OperationState.Failed,
            Request = columns.Read(3, StoredJson.Read<OperationRequest>) ?? new OperationRequest { Settings = new TranscriptionSettings() },
            Fingerprint = columns.Text(4),
            RequestId = columns.TextOrNull(5),
            Webhook = columns.Read(6, uri => new Webhook(new Uri(uri), LenientColumns.Member<WebhookKind>(row.GetString(7)))),
            CreateTime = columns.Time(8),
            StartTime = columns.TimeOrNull(9),
            UpdateTime = columns.Time(10),
            EndTime = columns.TimeOrNull(11),
            ExpireTime = columns.TimeOrNull(12),
            Attempt = columns.Count(13),
            Failures = columns.Count(14),
            Lapses = columns.Count(15),
            AudioDuration = columns.DurationOrNull(16),
            ProcessedDuration = columns.Duration(17),
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
