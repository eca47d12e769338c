using System.Globalization;
using Transcribe.Operations;
using Transcribe.Operations.Filters;
using Transcribe.Operations.Store;

namespace Transcribe.Bench.Store;

/// <summary>How long the calls of a loop take on a PostgreSQL store with many operations.</summary>
internal static class LargeRound
{
    private const int Calls = 200;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    /// <returns>Rows of the table.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(BenchStore store, int queued, int ended, TimeProvider time)
    {
        await store.Operations.InitializeAsync(default);
        await FillAsync(store, queued, "Queued", "NULL");
        await FillAsync(store, ended, "Succeeded", "now_ticks()");
        await store.Sql.WriteAsync(db => db.ExecuteAsync("ANALYZE"), default);
        var name = string.Create(CultureInfo.InvariantCulture, $"{queued:N0} queued, {ended:N0} ended");
        return
        [
            await MeasureAsync("claim", () => store.Operations.ClaimAsync("bench", ClaimRoom.All, Lease, default)),
            await MeasureAsync("list", () => store.Operations.ListAsync("tenant 1", OperationFilter.All, ListPosition.Start, 50, default)),
            await MeasureAsync("expiry", () => store.Operations.DeleteExpiredAsync(Retention, default)),
        ];

        async Task<string> MeasureAsync(string call, Func<Task> run)
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
                CultureInfo.InvariantCulture, $"| {name} | {call} | {times[Calls / 2]:0.0} ms | {times[Calls * 95 / 100]:0.0} ms |");
        }
    }

    // A tenth of what ended has expired.
    private static Task<int> FillAsync(BenchStore store, int count, string state, string end) => store.Sql.WriteAsync(
        db => db.ExecuteAsync($$"""
            INSERT INTO operations (id, tenant, state, request, fingerprint, create_time, update_time, end_time, expire_time, attempt,
                failures, not_before, remote, processed)
            SELECT md5('{{state}}' || n), 'tenant ' || n % 100, '{{state}}', '{"Uri":"https://example.com/a.mp3"}', '', now_ticks() - n,
                now_ticks(), {{end}}, CASE WHEN {{end}} IS NULL THEN NULL WHEN n % 10 = 0 THEN n ELSE now_ticks() * 2 END, 0, 0, 0, 1, 0
            FROM generate_series(1, {{count}}) AS n
            """),
        default);
}
