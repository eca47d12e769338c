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

    public static TheoryData<string> ListsOfSeveralStates =>
    [
        OperationSql.List(StateSet.Of(OperationState.Succeeded).Not),
        OperationSql.List(StateSet.Of(OperationState.Running, OperationState.Failed)),
    ];

    [Theory]
    [MemberData(nameof(LoopStatements.Indexed), MemberType = typeof(LoopStatements))]
    [InlineData(DeliverySql.TenantAfter)]
    [InlineData(DeliverySql.FirstTenant)]
    [InlineData(DeliverySql.ReceiversInTurn)]
    [InlineData(DeliverySql.Serve)]
    [InlineData(OperationSql.ReadSegments)]
    [MemberData(nameof(ListsOfSeveralStates))]
    public async Task Plan_StatementOfALoop_SearchesAnIndexInOrder(string statement)
    {
        await using var database = new SqliteDatabase(
            _folder.Path,
            SchemaMigrations.All,
            new StoreHealth(NullLogger<StoreHealth>.Instance),
            TimeProvider.System);

        var steps = await database.ReadAsync(
            db => db.QueryAsync($"EXPLAIN QUERY PLAN {statement}", row => row.GetString(3), LoopStatements.Parameters),
            default);

        Assert.Contains(steps, step => step.StartsWith("SEARCH", StringComparison.Ordinal));
        Assert.DoesNotContain(
            steps,
            step => step.StartsWith("SCAN", StringComparison.Ordinal) || step.StartsWith("MULTI-INDEX", StringComparison.Ordinal));
        Assert.DoesNotContain("USE TEMP B-TREE FOR ORDER BY", steps);
    }

    public void Dispose() => _folder.Dispose();
}
