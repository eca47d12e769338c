using Transcribe.Operations.Sql;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Postgres;

/// <summary>Statements that run in a loop must cost the same with many stored operations as with few.</summary>
public sealed class PostgresQueryPlanTests(PostgresQueryPlanTests.Filled filled) : IClassFixture<PostgresQueryPlanTests.Filled>
{
    [Theory]
    [InlineData(ClaimSql.RequeueLapsed)]
    [InlineData(ClaimSql.CountSuspects)]
    [InlineData(ClaimSql.CountBegun)]
    [InlineData(ClaimSql.ForgetAlone)]
    [InlineData(ClaimSql.SuspectAfter)]
    [InlineData(ClaimSql.FirstSuspect)]
    [InlineData(ClaimSql.InlineAfter)]
    [InlineData(ClaimSql.FirstInline)]
    [InlineData(ClaimSql.RemoteAfter)]
    [InlineData(ClaimSql.FirstRemote)]
    [InlineData(ClaimSql.Claim)]
    [InlineData(ClaimSql.Begin)]
    [InlineData(DeliverySql.OldestDue)]
    [InlineData(DeliverySql.Claim)]
    [InlineData(DeliverySql.SetSlow)]
    [InlineData(OperationSql.CountUnfinished)]
    [InlineData(OperationSql.ListOperations)]
    [InlineData(OperationSql.ListUnfinished)]
    [InlineData(OperationSql.ListFailed)]
    [InlineData(OperationSql.ListFinished)]
    [InlineData(OperationSql.DeleteExpired)]
    [InlineData(DeliverySql.ListDead)]
    [InlineData(OperationSql.FindByRequestId)]
    public async Task Plan_StatementOfALoop_SearchesAnIndexInOrder(string statement)
    {
        PostgresServer.SkipUnlessInstalled();
        var steps = await filled.ExplainAsync(statement);

        Assert.DoesNotContain(
            steps, step => step.Contains("Seq Scan on operations", StringComparison.Ordinal)
                || step.Contains("Seq Scan on deliveries", StringComparison.Ordinal)
                || step.Contains("Seq Scan on segments", StringComparison.Ordinal)
                || step.Contains("Sort", StringComparison.Ordinal));
    }

    /// <summary>A database with queued, running and finished operations of several tenants.</summary>
    public sealed class Filled : IAsyncLifetime
    {
        private const string Operations = """
            INSERT INTO operations (
                id, tenant, state, request, fingerprint, request_id, create_time, update_time, end_time, expire_time,
                attempt, failures, lapses, not_before, remote, lease_owner, lease_time, processed)
            SELECT md5(n::text), 'tenant ' || n % 20, state, '{}', '', 'key ' || n, n, n,
                CASE state WHEN 'Succeeded' THEN n END, CASE state WHEN 'Succeeded' THEN n END, 1, 0, n % 500 / 499, 0, n % 2,
                CASE state WHEN 'Running' THEN 'owner ' || n % 4 END, CASE state WHEN 'Running' THEN n END, 0
            FROM (
                SELECT n, CASE WHEN n % 10 = 0 THEN 'Queued' WHEN n % 500 = 1 THEN 'Running' ELSE 'Succeeded' END AS state
                FROM generate_series(1, 50000) AS n) AS numbered
            """;

        private const string Deliveries = """
            INSERT INTO deliveries (
                id, tenant, operation_id, uri, receiver, body, state, attempt, failures, create_time, next_time, set_time)
            SELECT 'msg_' || md5(n::text), 'tenant ' || n % 20, md5(n::text), 'http://a/', 'receiver ' || n % 100, '{}',
                CASE WHEN n % 2 = 0 THEN 'Pending' ELSE 'Dead' END, 0, 0, n, n, n
            FROM generate_series(1, 20000) AS n
            """;

        private const string Segments =
            "INSERT INTO segments SELECT md5(n::text), idx, '{}' FROM generate_series(1, 10000) AS n, generate_series(0, 3) AS idx";

        private static readonly (string, object?)[] Parameters =
        [
            ("@owner", "owner 1"), ("@lease", 1L), ("@receiver", "receiver 1"), ("@tenant", "tenant 1"), ("@after", "tenant 1"),
            ("@slow", 0), ("@id", "1"), ("@attempt", 1), ("@inline", 0), ("@remote", 1), ("@alone", 0), ("@request_id", "key 1"),
            ("@from", 0L), ("@before_time", 1_000_000L), ("@before_id", ""), ("@limit", 50), ("@idx", 0),
        ];

        private PostgresTestStore? _store;
        private OperationsHost _host = null!;

        public async ValueTask InitializeAsync()
        {
            // A fixture cannot skip; each test does.
            if (!PostgresServer.IsInstalled)
                return;
            _store = await PostgresTestStore.CreateAsync();
            _host = new OperationsHost(_store);
            await _host.Store.InitializeAsync(default);
            foreach (var statement in (string[])[Operations, Deliveries, Segments, "ANALYZE"])
                await _store.ExecuteAsync(statement);
        }

        internal Task<List<string>> ExplainAsync(string statement) =>
            _host.Sql.ReadAsync(db => db.QueryAsync($"EXPLAIN {statement}", row => row.GetString(0), Parameters), default);

        public async ValueTask DisposeAsync()
        {
            if (_store is null)
                return;
            await _host.DisposeAsync();
            await _store.DisposeAsync();
        }
    }
}
