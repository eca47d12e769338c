using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sql;

/// <summary>Counts operations in SQL.</summary>
internal sealed class SqlBacklogStore(ISqlDatabase database) : IBacklogStore
{
    public Task<OperationBacklog> CountAsync(CancellationToken cancel) => database.ReadAsync(
        async db =>
        {
            var states = await db.QueryAsync(
                OperationSql.CountBacklog, row => (State: row.GetString(0), Count: row.GetInt64(1), Oldest: row.GetInt64(2)));
            return new OperationBacklog(
                Count(nameof(OperationState.Queued)),
                Count(nameof(OperationState.Running)),
                states.Count == 0 ? null : new DateTimeOffset(states.Min(state => state.Oldest), TimeSpan.Zero));

            int Count(string name) => (int)states.Where(state => state.State == name).Sum(state => state.Count);
        },
        cancel);
}
