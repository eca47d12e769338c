using Microsoft.Extensions.Logging.Abstractions;
using Transcribe.Operations.Sql;
using Transcribe.Operations.Sqlite;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Tests.Sqlite;

/// <summary>Statements that run in a loop must cost the same with a thousand stored operations as with ten.</summary>
public sealed class QueryPlanTests : IDisposable
{
    private readonly TestFolder _folder = new();

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
    [InlineData(DeliverySql.TenantAfter)]
    [InlineData(DeliverySql.FirstTenant)]
    [InlineData(DeliverySql.ReceiversInTurn)]
    [InlineData(DeliverySql.OldestDue)]
    [InlineData(DeliverySql.Claim)]
    [InlineData(DeliverySql.Serve)]
    [InlineData(DeliverySql.SetSlow)]
    [InlineData(OperationSql.CountUnfinished)]
    [InlineData(OperationSql.ListOperations)]
    [InlineData(OperationSql.ListUnfinished)]
    [InlineData(OperationSql.ListFailed)]
    [InlineData(OperationSql.ListFinished)]
    [InlineData(DeliverySql.ListDead)]
    [InlineData(OperationSql.FindByRequestId)]
    public async Task Plan_StatementOfALoop_SearchesAnIndexInOrder(string statement)
    {
        await using var database = new SqliteDatabase(
            _folder.Path,
            SchemaMigrations.All,
            new StoreHealth(NullLogger<StoreHealth>.Instance),
            TimeProvider.System);

        var steps = await database.ReadAsync(
            db => db.QueryAsync(
                $"EXPLAIN QUERY PLAN {statement}",
                row => row.GetString(3),
                ("@owner", ""),
                ("@lease", 0),
                ("@receiver", ""),
                ("@tenant", ""),
                ("@after", ""),
                ("@slow", 0),
                ("@id", ""),
                ("@attempt", 0),
                ("@inline", 0),
                ("@remote", 1),
                ("@alone", 0),
                ("@request_id", ""),
                ("@from", 0),
                ("@before_time", 0),
                ("@before_id", ""),
                ("@limit", 1)),
            default);

        Assert.Contains(steps, step => step.StartsWith("SEARCH", StringComparison.Ordinal));
        Assert.DoesNotContain(
            steps,
            step => step.StartsWith("SCAN", StringComparison.Ordinal) || step.StartsWith("MULTI-INDEX", StringComparison.Ordinal));
        Assert.DoesNotContain("USE TEMP B-TREE FOR ORDER BY", steps);
    }

    public void Dispose() => _folder.Dispose();
}
