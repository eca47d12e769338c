using Transcribe.Operations.Filters;
using Transcribe.Operations.Sql;
using Transcribe.Operations.Tests.Store;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Postgres;

/// <summary>Statements that run in a loop must cost the same with many stored operations as with few.</summary>
public sealed class PostgresQueryPlanTests(PostgresQueryPlanTests.Filled filled) : IClassFixture<PostgresQueryPlanTests.Filled>
{
    public static TheoryData<string> ListOfSeveralStates =>
        [OperationSql.List(StateSet.Of(OperationState.Queued, OperationState.Succeeded, OperationState.Failed))];

    [Theory]
    [MemberData(nameof(LoopStatements.Indexed), MemberType = typeof(LoopStatements))]
    [MemberData(nameof(ListOfSeveralStates))]
    [InlineData(OperationSql.DeleteExpired)]
    [InlineData(RepairSql.RepairSchedule)]
    [InlineData(RepairSql.FailUnknownStates)]
    [InlineData(RepairSql.RepairExpiry)]
    [InlineData(ClockSql.ShortenLeases)]
    public async Task Plan_StatementOfALoop_SearchesAnIndexInOrder(string statement)
    {
        PostgresServer.SkipUnlessInstalled();
        var steps = await filled.ExplainAsync(statement);

        // A merge has a sort key, too, but does not sort.
        Assert.DoesNotContain(
            steps, step => step.Contains("Seq Scan on operations", StringComparison.Ordinal)
                || step.Contains("Seq Scan on deliveries", StringComparison.Ordinal)
                || step.Contains("Seq Scan on segments", StringComparison.Ordinal)
                || step.Contains("Sort  (", StringComparison.Ordinal));
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
            _host.Sql.ReadAsync(db => db.QueryAsync($"EXPLAIN {statement}", row => row.GetString(0), LoopStatements.Parameters), default);

        public async ValueTask DisposeAsync()
        {
            if (_store is null)
                return;
            await _host.DisposeAsync();
            await _store.DisposeAsync();
        }
    }
}
