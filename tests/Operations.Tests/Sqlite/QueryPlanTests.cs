using Microsoft.Extensions.Logging.Abstractions;
using Transcribe.Operations.Filters;
using Transcribe.Operations.Sql;
using Transcribe.Operations.Sqlite;
using Transcribe.Operations.Store;
using Transcribe.Operations.Tests.Store;

namespace Transcribe.Operations.Tests.Sqlite;

/// <summary>Statements that run in a loop must cost the same with a thousand stored operations as with ten.</summary>
public sealed class QueryPlanTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [MemberData(nameof(LoopStatements.Indexed), MemberType = typeof(LoopStatements))]
    [InlineData(DeliverySql.TenantAfter)]
    [InlineData(DeliverySql.FirstTenant)]
    [InlineData(DeliverySql.ReceiversInTurn)]
    [InlineData(DeliverySql.Serve)]
    [InlineData(OperationSql.ReadSegments)]
    public async Task Plan_StatementOfALoop_SearchesAnIndexInOrder(string statement)
    {
        var steps = await ExplainAsync(statement);

        Assert.Contains(steps, step => step.StartsWith("SEARCH", StringComparison.Ordinal));
        Assert.DoesNotContain(
            steps,
            step => step.StartsWith("SCAN", StringComparison.Ordinal) || step.StartsWith("MULTI-INDEX", StringComparison.Ordinal));
        Assert.DoesNotContain("USE TEMP B-TREE FOR ORDER BY", steps);
    }

    [Theory]
    [MemberData(nameof(LoopStatements.SetsOfStates), MemberType = typeof(LoopStatements))]
    public async Task Plan_ListOfStates_SearchesEachStateInOrder(int states)
    {
        var set = new StateSet(states);

        var steps = await ExplainAsync(OperationSql.List(set));

        const string OfOneState = "SEARCH operations USING INDEX operations_by_state (tenant=? AND state=? AND create_time>?";
        var searches = steps.Where(step => step.StartsWith("SEARCH", StringComparison.Ordinal)).ToArray();
        Assert.Equal(set.Members.Count(), searches.Length);
        Assert.All(searches, search => Assert.StartsWith(OfOneState, search, StringComparison.Ordinal));
        Assert.DoesNotContain(steps, step => step.StartsWith("SCAN operations", StringComparison.Ordinal));
        // Only the pages are sorted.
        Assert.Equal(
            searches.Length > 1 ? searches.Length : 0, steps.Count(step => step.StartsWith("USE TEMP", StringComparison.Ordinal)));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<List<string>> ExplainAsync(string statement)
    {
        await using var database = new SqliteDatabase(
            _folder.Path,
            SchemaMigrations.All,
            new StoreHealth(NullLogger<StoreHealth>.Instance),
            TimeProvider.System);
        return await database.ReadAsync(
            db => db.QueryAsync($"EXPLAIN QUERY PLAN {statement}", row => row.GetString(3), LoopStatements.Parameters),
            default);
    }
}
