using Microsoft.Data.Sqlite;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sqlite;

/// <summary>
/// Chooses the deliveries that are claimed: tenants take turns, and so do the receivers of each. Only the writer's thread uses it.
/// </summary>
internal sealed class DeliveryClaims
{
    // The tenants of the last claims, of deliveries to other receivers and to slow ones.
    private readonly string[] _served = ["", ""];

    /// <summary>Claims the next delivery that there is room for; null if there is none.</summary>
    public Delivery? Claim(SqliteConnection db, IDeliveryRoom room, TimeSpan lease, DateTimeOffset now) =>
        Claim(db, room, slow: false, lease, now) ?? Claim(db, room, slow: true, lease, now);

    private Delivery? Claim(SqliteConnection db, IDeliveryRoom room, bool slow, TimeSpan lease, DateTimeOffset now)
    {
        foreach (var tenant in TenantsInTurn(db, slow))
        {
            if (!room.HasRoom(tenant, slow) || FindDue(db, room, tenant, slow, now) is not { } id)
                continue;
            var claimed = db.Query(DeliverySql.Claim, DeliveryRow.Read, ("@id", id), ("@lease", lease), ("@now", now)).SingleOrDefault();
            db.Execute(DeliverySql.Serve, ("@id", id));
            _served[slow ? 1 : 0] = tenant;
            return claimed is null ? null : claimed with { IsSlow = slow };
        }
        return null;
    }

    // Each tenant once, beginning after the last one that was served.
    private IEnumerable<string> TenantsInTurn(SqliteConnection db, bool slow)
    {
        var seen = new HashSet<string>();
        for (var next = After(_served[slow ? 1 : 0]); next is not null && seen.Add(next); next = After(next))
            yield return next;

        string? After(string tenant) => Find(DeliverySql.TenantAfter, tenant) ?? Find(DeliverySql.FirstTenant, tenant);

        string? Find(string sql, string after) =>
            db.Query(sql, row => row.GetString(0), ("@slow", slow), ("@after", after)).FirstOrDefault();
    }

    private static string? FindDue(SqliteConnection db, IDeliveryRoom room, string tenant, bool slow, DateTimeOffset now) => db.Find(
        DeliverySql.ReceiversInTurn,
        row => !row.IsDBNull(1) && room.HasRoom(tenant, row.GetString(0), slow) ? row.GetString(1) : null,
        ("@tenant", tenant),
        ("@slow", slow),
        ("@now", now));
}
