using Microsoft.Data.Sqlite;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sqlite;

/// <summary>The outbox in SQLite.</summary>
internal sealed class SqliteDeliveryStore(SqliteDatabase database) : IDeliveryStore
{
    private readonly DeliveryClaims _claims = new();

    public Task<Delivery?> ClaimAsync(IDeliveryRoom room, TimeSpan lease, CancellationToken cancel) => database.WriteAsync(
        db =>
        {
            while (_claims.Claim(db, room, lease, database.Now) is { } claimed)
            {
                if (claimed.IsReadable)
                    return claimed;
                Bury(db, claimed with { Error = "the stored record cannot be read" });
            }
            return null;
        },
        cancel);

    public Task RemoveAsync(Delivery delivery, CancellationToken cancel) => database.WriteAsync(
        db =>
        {
            SetSlow(db, delivery, slow: false);
            return db.Execute(DeliverySql.Delete, ("@id", delivery.Id), ("@attempt", delivery.Attempt));
        },
        cancel);

    public Task RescheduleAsync(Delivery delivery, TimeSpan delay, bool timedOut, CancellationToken cancel) => database.WriteAsync(
        db =>
        {
            if (timedOut)
                SetSlow(db, delivery, slow: true);
            return db.Execute(
                DeliverySql.Reschedule,
                ("@id", delivery.Id),
                ("@attempt", delivery.Attempt),
                ("@failures", delivery.Failures),
                ("@delay", delay),
                ("@error", delivery.Error),
                ("@now", database.Now));
        },
        cancel);

    public Task BuryAsync(Delivery delivery, CancellationToken cancel) => database.WriteAsync(db => Bury(db, delivery), cancel);

    public Task<IReadOnlyList<Delivery>> ListDeadAsync(ListPosition after, int limit, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<Delivery>>(
            db => db.Query(
                DeliverySql.ListDead, DeliveryRow.Read, ("@before_time", after.Time), ("@before_id", after.Id), ("@limit", limit)),
            cancel);

    public Task<bool> ResendAsync(string id, CancellationToken cancel) => database.WriteAsync(
        db =>
        {
            if (db.Execute(DeliverySql.ResendDead, ("@id", id), ("@now", database.Now)) == 0)
                return false;
            db.Execute(DeliverySql.AddReceivers);
            return true;
        },
        cancel);

    private static void SetSlow(SqliteConnection db, Delivery delivery, bool slow) =>
        db.Execute(DeliverySql.SetSlow, ("@tenant", delivery.Tenant), ("@receiver", delivery.Receiver), ("@slow", slow));

    private int Bury(SqliteConnection db, Delivery delivery) => db.Execute(
        DeliverySql.Bury,
        ("@id", delivery.Id),
        ("@attempt", delivery.Attempt),
        ("@failures", delivery.Failures),
        ("@error", delivery.Error),
        ("@now", database.Now));
}
