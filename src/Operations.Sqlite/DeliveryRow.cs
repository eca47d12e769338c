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
        OperationId = row.GetString(1),
        Uri = Uri.TryCreate(row.GetString(2), UriKind.Absolute, out var uri) ? uri : UnreadableUri,
        Body = row.GetString(3),
        State = Enum.Parse<DeliveryState>(row.GetString(4)),
        Attempt = row.GetInt32(5),
        Failures = row.GetInt32(6),
        CreateTime = row.Time(7),
        NextTime = row.Time(8),
        Error = row.TextOrNull(9),
    };
}
