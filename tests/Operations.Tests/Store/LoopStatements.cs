using Transcribe.Operations.Filters;
using Transcribe.Operations.Sql;

namespace Transcribe.Operations.Tests.Store;

/// <summary>Statements that run in a loop or for each call. The plan tests of each store explain them.</summary>
public static class LoopStatements
{
    /// <summary>The statements that each store must answer from an index, in order.</summary>
    public static TheoryData<string> Indexed =>
    [
        ClaimSql.RequeueLapsed,
        ClaimSql.CountSuspects,
        ClaimSql.CountBegun,
        ClaimSql.ForgetAlone,
        ClaimSql.SuspectAfter,
        ClaimSql.FirstSuspect,
        ClaimSql.InlineAfter,
        ClaimSql.FirstInline,
        ClaimSql.RemoteAfter,
        ClaimSql.FirstRemote,
        ClaimSql.Claim,
        ClaimSql.Begin,
        DeliverySql.OldestDue,
        DeliverySql.Claim,
        DeliverySql.SetSlow,
        ClockSql.AdvanceQueued,
        OperationSql.CountBacklog,
        OperationSql.CountUnfinished,
        OperationSql.SumInlineBytes,
        OperationSql.FindTenant,
        OperationSql.ListOperations,
        OperationSql.ListUnfinished,
        OperationSql.List(StateSet.Of(OperationState.Failed)),
        OperationSql.ListFinished,
        DeliverySql.ListDead,
        OperationSql.FindByRequestId,
    ];

    /// <summary>The bits of the sets of states whose lists have no index of their own.</summary>
    public static TheoryData<int> SetsOfStates =>
        [.. Enumerable.Range(1, StateSet.All.Bits - 1).Where(bits => bits != StateSet.Done.Bits && bits != StateSet.Done.Not.Bits)];

    /// <summary>Values of all their parameters.</summary>
    internal static (string Name, object? Value)[] Parameters { get; } =
    [
        ("@owner", "owner 1"), ("@lease", 1L), ("@receiver", "receiver 1"), ("@tenant", "tenant 1"), ("@account", ""),
        ("@after", "tenant 1"), ("@slow", 0), ("@id", "1"), ("@attempt", 1), ("@inline", 0), ("@remote", 1), ("@alone", 0),
        ("@request_id", "key 1"), ("@from", 0L), ("@before_time", 1_000_000L), ("@before_id", ""), ("@limit", 50), ("@idx", 0),
        ("@segments", 5000), ("@latest", 1_000_000L), ("@retention", 1L), ("@longest_lease", 1L), ("@failure", "{}"),
    ];
}
