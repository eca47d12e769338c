using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sql;

/// <summary>Chooses the operations that are claimed. Not safe for concurrent use.</summary>
internal sealed class OperationClaims
{
    private const string Nobody = "";

    private readonly Turns _inline = new(ClaimSql.InlineAfter, ClaimSql.FirstInline);
    private readonly Turns _remote = new(ClaimSql.RemoteAfter, ClaimSql.FirstRemote);
    private Turns? _suspects;

    /// <summary>Claims the next operation for an owner; null if there is none.</summary>
    public async Task<Operation?> ClaimAsync(SqlSession db, string owner, ClaimRoom room, TimeSpan lease)
    {
        await db.ExecuteAsync(ClaimSql.RequeueLapsed);
        if (await db.ScalarAsync(ClaimSql.CountSuspects, ("@owner", owner), ("@id", Nobody)) > 0)
            return null;
        if (await NextAsync(db, room) is not { } candidate)
            return null;
        var claimed = await db.QueryAsync(
            ClaimSql.Claim,
            OperationRow.Read,
            ("@id", candidate.Id),
            ("@owner", owner),
            ("@alone", await IsAloneAsync(db, owner, Nobody)),
            ("@lease", lease));
        if (!candidate.IsRemote)
            await db.ExecuteAsync(ClaimSql.ForgetAlone, ("@owner", owner), ("@id", candidate.Id));
        return claimed.SingleOrDefault();
    }

    /// <summary>Notes that a run begins its work. Returns false while its owner runs a suspect, and if the run is lost.</summary>
    public static async Task<bool> BeginAsync(SqlSession db, RunId run, string owner, TimeSpan lease)
    {
        if (await db.ScalarAsync(ClaimSql.CountSuspects, ("@owner", owner), ("@id", run.OperationId)) > 0)
            return false;
        var begun = await db.ExecuteAsync(
            ClaimSql.Begin,
            ("@id", run.OperationId),
            ("@attempt", run.Attempt),
            ("@alone", await IsAloneAsync(db, owner, run.OperationId)),
            ("@lease", lease));
        await db.ExecuteAsync(ClaimSql.ForgetAlone, ("@owner", owner), ("@id", run.OperationId));
        return begun == 1;
    }

    private static async Task<bool> IsAloneAsync(SqlSession db, string owner, string id) =>
        await db.ScalarAsync(ClaimSql.CountBegun, ("@owner", owner), ("@id", id)) == 0;

    // After a crash the tenants other than the probable culprit's come first.
    private async Task<Candidate?> NextAsync(SqlSession db, ClaimRoom room)
    {
        _suspects ??= new Turns(ClaimSql.SuspectAfter, ClaimSql.FirstSuspect)
        {
            Served = await db.FindAsync(ClaimSql.FindWorstTenant, row => row.GetString(0)) ?? "",
        };
        return await _suspects.NextAsync(db, room)
            ?? (room.Inline ? await _inline.NextAsync(db, room) : null)
            ?? (room.Remote ? await _remote.NextAsync(db, room) : null);
    }

    private sealed record Candidate(string Id, string Tenant, bool IsRemote);

    /// <summary>Operations in the order of their tenants. After the last tenant comes the first one.</summary>
    /// <param name="afterSql">Finds the first operation of the tenants after one.</param>
    /// <param name="firstSql">Finds the first operation of all.</param>
    private sealed class Turns(string afterSql, string firstSql)
    {
        public string Served { get; set; } = "";

        /// <summary>The next operation that the room has a place for; null if there is none.</summary>
        public async Task<Candidate?> NextAsync(SqlSession db, ClaimRoom room)
        {
            var found = await AfterAsync(Served);
            // Once every full tenant was passed over, the walk is back at the first of them.
            for (var passed = 0; IsFull(found) && passed < room.FullTenants.Count; passed++)
                found = await AfterAsync(found!.Tenant);
            if (found is null || IsFull(found))
                return null;
            Served = found.Tenant;
            return found;

            bool IsFull(Candidate? candidate) => candidate is { IsRemote: true } && room.FullTenants.Contains(candidate.Tenant);

            async Task<Candidate?> AfterAsync(string tenant) => await FindAsync(afterSql, tenant) ?? await FindAsync(firstSql, tenant);

            Task<Candidate?> FindAsync(string sql, string after) => db.FindAsync(
                sql,
                row => new Candidate(row.GetString(0), row.GetString(1), row.GetInt64(2) == 1),
                ("@after", after),
                ("@inline", room.Inline ? 0 : -1),
                ("@remote", room.Remote ? 1 : -1));
        }
    }
}
