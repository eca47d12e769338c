using Microsoft.Data.Sqlite;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sqlite;

/// <summary>Chooses the operations that are claimed. Only the writer's thread uses it.</summary>
internal sealed class OperationClaims
{
    private const string Nobody = "";

    private readonly Turns _inline = new(ClaimSql.InlineAfter, ClaimSql.FirstInline);
    private readonly Turns _remote = new(ClaimSql.RemoteAfter, ClaimSql.FirstRemote);
    private Turns? _suspects;

    /// <summary>Claims the next operation for an owner; null if there is none.</summary>
    public Operation? Claim(SqliteConnection db, string owner, ClaimRoom room, TimeSpan lease, DateTimeOffset now)
    {
        db.Execute(ClaimSql.RequeueLapsed, ("@now", now));
        if (db.Scalar(ClaimSql.CountSuspects, ("@owner", owner), ("@id", Nobody)) > 0)
            return null;
        if (Next(db, room, now) is not { } candidate)
            return null;
        var claimed = db.Query(
            ClaimSql.Claim,
            OperationRow.Read,
            ("@id", candidate.Id),
            ("@owner", owner),
            ("@alone", IsAlone(db, owner, Nobody)),
            ("@lease", lease),
            ("@now", now)).SingleOrDefault();
        if (!candidate.IsRemote)
            db.Execute(ClaimSql.ForgetAlone, ("@owner", owner), ("@id", candidate.Id));
        return claimed;
    }

    /// <summary>Notes that a run begins its work. Returns false while its owner runs a suspect, and if the run is lost.</summary>
    public static bool Begin(SqliteConnection db, RunId run, string owner, TimeSpan lease, DateTimeOffset now)
    {
        if (db.Scalar(ClaimSql.CountSuspects, ("@owner", owner), ("@id", run.OperationId)) > 0)
            return false;
        var begun = db.Execute(
            ClaimSql.Begin,
            ("@id", run.OperationId),
            ("@attempt", run.Attempt),
            ("@alone", IsAlone(db, owner, run.OperationId)),
            ("@lease", lease),
            ("@now", now));
        db.Execute(ClaimSql.ForgetAlone, ("@owner", owner), ("@id", run.OperationId));
        return begun == 1;
    }

    private static bool IsAlone(SqliteConnection db, string owner, string id) =>
        db.Scalar(ClaimSql.CountBegun, ("@owner", owner), ("@id", id)) == 0;

    // After a crash the tenants other than the probable culprit's come first.
    private Candidate? Next(SqliteConnection db, ClaimRoom room, DateTimeOffset now)
    {
        _suspects ??= new Turns(ClaimSql.SuspectAfter, ClaimSql.FirstSuspect)
        {
            Served = db.Query(ClaimSql.FindWorstTenant, row => row.GetString(0)).FirstOrDefault(""),
        };
        return _suspects.Next(db, room, now)
            ?? (room.Inline ? _inline.Next(db, room, now) : null)
            ?? (room.Remote ? _remote.Next(db, room, now) : null);
    }

    private sealed record Candidate(string Id, string Tenant, bool IsRemote);

    /// <summary>Operations in the order of their tenants. After the last tenant comes the first one.</summary>
    /// <param name="afterSql">Finds the first operation of the tenants after one.</param>
    /// <param name="firstSql">Finds the first operation of all.</param>
    private sealed class Turns(string afterSql, string firstSql)
    {
        public string Served { get; set; } = "";

        /// <summary>The next operation that the room has a place for; null if there is none.</summary>
        public Candidate? Next(SqliteConnection db, ClaimRoom room, DateTimeOffset now)
        {
            var found = After(Served);
            // Once every full tenant was passed over, the walk is back at the first of them.
            for (var passed = 0; IsFull(found) && passed < room.FullTenants.Count; passed++)
                found = After(found!.Tenant);
            if (found is null || IsFull(found))
                return null;
            Served = found.Tenant;
            return found;

            bool IsFull(Candidate? candidate) => candidate is { IsRemote: true } && room.FullTenants.Contains(candidate.Tenant);

            Candidate? After(string tenant) => Find(afterSql, tenant) ?? Find(firstSql, tenant);

            Candidate? Find(string sql, string after) => db.Query(
                sql,
                row => new Candidate(row.GetString(0), row.GetString(1), row.GetBoolean(2)),
                ("@after", after),
                ("@inline", room.Inline ? 0 : -1),
                ("@remote", room.Remote ? 1 : -1),
                ("@now", now)).FirstOrDefault();
        }
    }
}
