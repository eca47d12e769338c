using Microsoft.Data.Sqlite;

namespace Transcribe.Operations.Sqlite;

/// <summary>Writes and reads the columns of a delivery. Reads them in the order of <see cref="Sql"/>.</summary>
internal static class DeliveryRow
{
    /// <summary>Stands for a stored address that is not a URI.</summary>
    private static readonly Uri UnreadableUri = new("unreadable:");

    /// <summary>Whether the stored address could be read.</summary>
    public static bool IsReadable(Delivery delivery) => delivery.Uri != UnreadableUri;

    /// <summary>
    /// Puts a delivery into the outbox, due at once, in the transaction that ends its operation. Does nothing if there is none.
    /// </summary>
    public static void Insert(SqliteConnection db, Delivery? delivery, DateTimeOffset now)
    {
        if (delivery is null)
            return;
        db.Execute(
            Sql.InsertDelivery,
            ("@id", delivery.Id),
            ("@tenant", delivery.Tenant),
            ("@operation_id", delivery.OperationId),
            ("@uri", delivery.Uri),
            ("@body", delivery.Body),
            ("@state", DeliveryState.Pending),
            ("@receiver", delivery.Receiver),
            ("@now", now));
    }

    public static Delivery Read(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        Tenant = row.GetString(1),
        OperationId = row.GetString(2),
        Uri = Uri.TryCreate(row.GetString(3), UriKind.Absolute, out var uri) ? uri : UnreadableUri,
        Body = row.GetString(4),
        State = Enum.Parse<DeliveryState>(row.GetString(5)),
        Attempt = row.GetInt32(6),
        Failures = row.GetInt32(7),
        CreateTime = row.Time(8),
        NextTime = row.Time(9),
        Error = row.TextOrNull(10),
    };
}
