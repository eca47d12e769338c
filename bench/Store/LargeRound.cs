using System.Globalization;
using Transcribe.Operations;
using Transcribe.Operations.Filters;
using Transcribe.Operations.Store;

namespace Transcribe.Bench.Store;

/// <summary>
/// How long the calls of a loop take on a store that grows. In each size, every call finds something: an operation to claim, a page to
/// list, a batch to remove.
/// </summary>
/// <param name="name">The name of the store in the table.</param>
/// <param name="store">An empty store.</param>
/// <param name="time">Measures the calls.</param>
internal sealed class LargeRound(string name, BenchStore store, TimeProvider time)
{
    private const int Calls = 200;

    /// <summary>Those that expired when they were added: the calls remove up to 100 each.</summary>
    private const int Expired = 100 * Calls;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    private int _queued;
    private int _ended;

    /// <summary>Adds operations up to a size, and measures the calls.</summary>
    /// <param name="queued">Queued operations.</param>
    /// <param name="ended">Operations that have ended, at least 20,000 more than in the size before.</param>
    /// <returns>Rows of the table.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(int queued, int ended)
    {
        await store.Operations.InitializeAsync(default);
        await FillAsync("Queued", _queued, queued, end: "NULL", expiry: "NULL");
        await FillAsync("Succeeded", _ended, ended, end: "@now", expiry: $"CASE WHEN n <= {_ended + Expired} THEN n ELSE @now * 2 END");
        (_queued, _ended) = (queued, ended);
        await store.Sql.WriteAsync(db => db.ExecuteAsync("ANALYZE"), default);
        return
        [
            await MeasureAsync("claim", () => store.Operations.ClaimAsync("bench", ClaimRoom.All, Lease, default)),
            await MeasureAsync("list", () => store.Operations.ListAsync("tenant 1", OperationFilter.All, ListPosition.Start, 50, default)),
            await MeasureAsync("expiry", () => store.Operations.DeleteExpiredAsync(Retention, default)),
        ];
    }

    private async Task<string> MeasureAsync(string call, Func<Task> run)
    {
        var times = new List<double>();
        for (var i = 0; i < Calls; i++)
        {
            var started = time.GetTimestamp();
            await run();
            times.Add(time.GetElapsedTime(started).TotalMilliseconds);
        }
        times.Sort();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {_queued:N0} | {_ended:N0} | {call} | {times[Calls / 2]:0.0} ms | {times[Calls * 95 / 100]:0.0} ms |");
    }

    private Task<int> FillAsync(string state, int from, int to, string end, string expiry) => store.Sql.WriteAsync(
        db => db.ExecuteAsync($$"""
            WITH RECURSIVE numbers (n) AS (
                SELECT CAST({{from + 1}} AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < {{to}})
            INSERT INTO operations (id, tenant, state, request, fingerprint, create_time, update_time, end_time, expire_time, attempt,
                failures, not_before, remote, processed)
            SELECT '{{state}} ' || n, 'tenant ' || (n % 100), '{{state}}', '{"Uri":"https://example.com/a.mp3"}', '', @now - n,
                @now, {{end}}, {{expiry}}, 0, 0, 0, 1, 0
            FROM numbers
            """),
        default);
}
