using System.Data.Common;

namespace Transcribe.Operations.Sql;

/// <summary>Writes and reads the columns of a delivery. Reads them in the order of <see cref="DeliverySql"/>.</summary>
internal static class DeliveryRow
{
    /// <summary>Stands for a stored address that is not a URI.</summary>
    private static readonly Uri UnreadableUri = new("unreadable:");

    /// <summary>
    /// Puts a delivery into the outbox, due at once, in the transaction that ends its operation. Does nothing if there is none.
    /// </summary>
    public static async Task InsertAsync(SqlSession db, Delivery? delivery)
    {
        if (delivery is null)
            return;
        await db.LockAsync(SqlLocks.Receivers, shared: true);
        await db.ExecuteAsync(DeliverySql.InsertReceiver, ("@tenant", delivery.Tenant), ("@receiver", delivery.Receiver));
        await db.ExecuteAsync(
            DeliverySql.Insert,
            ("@id", delivery.Id),
            ("@tenant", delivery.Tenant),
            ("@operation_id", delivery.OperationId),
            ("@uri", delivery.Uri),
            ("@body", delivery.Body),
            ("@state", DeliveryState.Pending),
            ("@receiver", delivery.Receiver));
    }

    public static Delivery Read(DbDataReader row)
    {
        var columns = new LenientColumns(row);
        var uri = columns.Read(3, text => new Uri(text, UriKind.Absolute)) ?? UnreadableUri;
        return new Delivery
        {
            Id = columns.Text(0),
            Tenant = columns.Text(1),
            OperationId = columns.Text(2),
            Uri = uri,
            Body = columns.Text(4),
            State = columns.Read(5, LenientColumns.Member<DeliveryState>),
            Attempt = columns.Count(6),
            Failures = columns.Count(7),
            CreateTime = columns.Time(8),
            NextTime = columns.Time(9),
            Error = columns.TextOrNull(10),
            IsReadable = columns.AllRead && uri != UnreadableUri,
        };
    }
}
