using Microsoft.Data.Sqlite;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sqlite;

/// <summary>The outbox in SQLite.</summary>
internal sealed class SqliteDeliveryStore(SqliteDatabase database) : IDeliveryStore
{
    public Task<IReadOnlyList<string>> DueReceiversAsync(CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<string>>(
            db => db.Query(Sql.DueReceivers, row => row.GetString(0), ("@now", database.Now)),
            cancel);

    public Task<Delivery?> ClaimAsync(string receiver, TimeSpan lease, CancellationToken cancel) => database.WriteAsync(
        db =>
        {
            while (Claim(db, receiver, lease) is { } claimed)
            {
                if (claimed.IsReadable)
                    return claimed;
                Bury(db, claimed with { Error = "the stored record cannot be read" });
            }
            return null;
        },
        cancel);

    public Task RemoveAsync(Delivery delivery, CancellationToken cancel) =>
        database.WriteAsync(db => db.Execute(Sql.DeleteDelivery, ("@id", delivery.Id), ("@attempt", delivery.Attempt)), cancel);

    public Task RescheduleAsync(Delivery delivery, TimeSpan delay, CancellationToken cancel) => database.WriteAsync(
        db => db.Execute(
            Sql.RescheduleDelivery,
            ("@id", delivery.Id),
            ("@attempt", delivery.Attempt),
            ("@failures", delivery.Failures),
            ("@delay", delay),
            ("@error", delivery.Error),
            ("@now", database.Now)),
        cancel);

    public Task BuryAsync(Delivery delivery, CancellationToken cancel) => database.WriteAsync(db => Bury(db, delivery), cancel);

    public Task<IReadOnlyList<Delivery>> ListDeadAsync(ListPosition after, int limit, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<Delivery>>(
            db => db.Query(Sql.ListDead, DeliveryRow.Read, ("@before_time", after.Time), ("@before_id", after.Id), ("@limit", limit)),
            cancel);

    public Task<bool> ResendAsync(string id, CancellationToken cancel) =>
        database.WriteAsync(db => db.Execute(Sql.ResendDead, ("@id", id), ("@now", database.Now)) == 1, cancel);

    private Delivery? Claim(SqliteConnection db, string receiver, TimeSpan lease) => db
        .Query(Sql.ClaimDelivery, DeliveryRow.Read, ("@receiver", receiver), ("@lease", lease), ("@now", database.Now))
        .SingleOrDefault();

    private int Bury(SqliteConnection db, Delivery delivery) => db.Execute(
        Sql.BuryDelivery,
        ("@id", delivery.Id),
        ("@attempt", delivery.Attempt),
        ("@failures", delivery.Failures),
        ("@error", delivery.Error),
        ("@now", database.Now));
}
