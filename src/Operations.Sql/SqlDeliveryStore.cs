using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sql;

/// <summary>The outbox in SQL.</summary>
internal sealed class SqlDeliveryStore(ISqlDatabase database) : IDeliveryStore, IDisposable
{
    private readonly DeliveryClaims _claims = new();
    private readonly SemaphoreSlim _claiming = new(1);

    public async Task<Delivery?> ClaimAsync(IDeliveryRoom room, TimeSpan lease, CancellationToken cancel)
    {
        await _claiming.WaitAsync(cancel);
        try
        {
            return await database.WriteAsync(db => ClaimAsync(db, room, lease), cancel);
        }
        finally
        {
            _claiming.Release();
        }
    }

    public Task RemoveAsync(Delivery delivery, CancellationToken cancel) => database.WriteAsync(
        async db =>
        {
            await SetSlowAsync(db, delivery, slow: false);
            return await db.ExecuteAsync(DeliverySql.Delete, ("@id", delivery.Id), ("@attempt", delivery.Attempt));
        },
        cancel);

    public Task RescheduleAsync(Delivery delivery, TimeSpan delay, bool timedOut, CancellationToken cancel) => database.WriteAsync(
        async db =>
        {
            if (timedOut)
                await SetSlowAsync(db, delivery, slow: true);
            return await db.ExecuteAsync(
                DeliverySql.Reschedule,
                ("@id", delivery.Id),
                ("@attempt", delivery.Attempt),
                ("@failures", delivery.Failures),
                ("@delay", delay),
                ("@error", delivery.Error));
        },
        cancel);

    public Task BuryAsync(Delivery delivery, CancellationToken cancel) => database.WriteAsync(db => BuryAsync(db, delivery), cancel);

    public async Task<IReadOnlyList<Delivery>> ListDeadAsync(ListPosition after, int limit, CancellationToken cancel) =>
        await database.ReadAsync(
            db => db.QueryAsync(
                DeliverySql.ListDead, DeliveryRow.Read, ("@before_time", after.Time), ("@before_id", after.Id), ("@limit", limit)),
            cancel);

    public Task<bool> ResendAsync(string id, CancellationToken cancel) => database.WriteAsync(
        async db =>
        {
            await db.LockAsync(SqlLocks.Receivers, shared: true);
            if (await db.ExecuteAsync(DeliverySql.ResendDead, ("@id", id)) == 0)
                return false;
            await db.ExecuteAsync(DeliverySql.AddReceivers);
            return true;
        },
        cancel);

    public void Dispose() => _claiming.Dispose();

    private async Task<Delivery?> ClaimAsync(SqlSession db, IDeliveryRoom room, TimeSpan lease)
    {
        while (await _claims.ClaimAsync(db, room, lease) is { } claimed)
        {
            if (claimed.IsReadable)
                return claimed;
            await BuryAsync(db, claimed with { Error = "the stored record cannot be read" });
        }
        return null;
    }

    private static Task<int> SetSlowAsync(SqlSession db, Delivery delivery, bool slow) =>
        db.ExecuteAsync(DeliverySql.SetSlow, ("@tenant", delivery.Tenant), ("@receiver", delivery.Receiver), ("@slow", slow));

    private static Task<int> BuryAsync(SqlSession db, Delivery delivery) => db.ExecuteAsync(
        DeliverySql.Bury,
        ("@id", delivery.Id),
        ("@attempt", delivery.Attempt),
        ("@failures", delivery.Failures),
        ("@error", delivery.Error));
}
