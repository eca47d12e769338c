using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sql;

/// <summary>
/// Chooses the deliveries that are claimed: tenants take turns, and so do the receivers of each. Not safe for concurrent use.
/// </summary>
internal sealed class DeliveryClaims
{
    // The tenants of the last claims, of deliveries to other receivers and to slow ones.
    private readonly string[] _served = ["", ""];

    /// <summary>Claims the next delivery that there is room for; null if there is none.</summary>
    public async Task<Delivery?> ClaimAsync(SqlSession db, IDeliveryRoom room, TimeSpan lease) =>
        await ClaimAsync(db, room, slow: false, lease) ?? await ClaimAsync(db, room, slow: true, lease);

    private async Task<Delivery?> ClaimAsync(SqlSession db, IDeliveryRoom room, bool slow, TimeSpan lease)
    {
        // Each tenant once, beginning after the last one that was served.
        var seen = new HashSet<string>();
        for (var next = await AfterAsync(db, _served[slow ? 1 : 0], slow);
            next is not null && seen.Add(next);
            next = await AfterAsync(db, next, slow))
        {
            if (!room.HasRoom(next, slow) || await FindDueAsync(db, room, next, slow) is not { } id)
                continue;
            var claimed = await db.QueryAsync(DeliverySql.Claim, DeliveryRow.Read, ("@id", id), ("@lease", lease));
            await db.ExecuteAsync(DeliverySql.Serve, ("@id", id));
            _served[slow ? 1 : 0] = next;
            return claimed.SingleOrDefault() is { } delivery ? delivery with { IsSlow = slow } : null;
        }
        return null;
    }

    // The tenant with receivers after another one. After the last comes the first.
    private static async Task<string?> AfterAsync(SqlSession db, string tenant, bool slow) =>
        await FindAsync(db, DeliverySql.TenantAfter, tenant, slow) ?? await FindAsync(db, DeliverySql.FirstTenant, tenant, slow);

    private static Task<string?> FindAsync(SqlSession db, string sql, string after, bool slow) =>
        db.FindAsync(sql, row => row.GetString(0), ("@slow", slow), ("@after", after));

    // Other processes may hold all that is due for a receiver. Then the next receiver has its turn.
    private static async Task<string?> FindDueAsync(SqlSession db, IDeliveryRoom room, string tenant, bool slow)
    {
        var passed = new HashSet<string>();
        while (await FindReceiverAsync(db, room, tenant, slow, passed) is { } receiver)
        {
            var due = await db.FindAsync(
                DeliverySql.OldestDue, row => row.GetString(0), ("@tenant", tenant), ("@receiver", receiver));
            if (due is not null)
                return due;
            passed.Add(receiver);
        }
        return null;
    }

    private static Task<string?> FindReceiverAsync(
        SqlSession db, IDeliveryRoom room, string tenant, bool slow, HashSet<string> passed) => db.FindAsync(
        DeliverySql.ReceiversInTurn,
        row => !row.IsDBNull(1) && row.GetString(0) is var receiver && !passed.Contains(receiver) && room.HasRoom(tenant, receiver, slow)
            ? receiver
            : null,
        ("@tenant", tenant),
        ("@slow", slow));
}
