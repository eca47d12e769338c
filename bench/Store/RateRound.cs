using System.Globalization;
using Transcribe.Core;
using Transcribe.Operations;
using Transcribe.Operations.Store;

namespace Transcribe.Bench.Store;

/// <summary>
/// How many operations replicas create per second, and how many they claim and end. Each has 16 concurrent callers and 8 lanes.
/// </summary>
internal static class RateRound
{
    private const int Callers = 16;
    private const int Lanes = 8;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private static readonly RunResult Failure = RunResult.Failed(new OperationFailure(null, "measured"));

    /// <returns>A row of the table.</returns>
    public static async Task<string> RunAsync(string name, int replicas, int count, Func<BenchStore> open, TimeProvider time)
    {
        var stores = Enumerable.Range(0, replicas).Select(_ => open()).ToList();
        foreach (var store in stores)
            await store.Operations.InitializeAsync(default);
        // The first calls compile code and prepare statements.
        await CreateAsync(stores, 50 * Callers * replicas);
        await ClaimAsync(stores);

        var started = time.GetTimestamp();
        await CreateAsync(stores, count);
        var created = time.GetElapsedTime(started);
        started = time.GetTimestamp();
        var claims = await ClaimAsync(stores);
        var claimed = time.GetElapsedTime(started);
        await stores[0].Sql.WriteAsync(db => db.ExecuteAsync("DELETE FROM operations"), default);
        foreach (var store in stores)
            await store.DisposeAsync();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {replicas} | {count / created.TotalSeconds:0} | {claims / claimed.TotalSeconds:0} |");
    }

    private static Task CreateAsync(List<BenchStore> stores, int count)
    {
        var left = count;
        return Task.WhenAll(
            from store in stores
            from caller in Enumerable.Range(0, Callers)
            select Task.Run(async () =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                    await store.Operations.AddAsync(New(caller), 0, int.MaxValue, default);
            }));
    }

    private static async Task<int> ClaimAsync(List<BenchStore> stores)
    {
        var counts = await Task.WhenAll(
            from replica in Enumerable.Range(0, stores.Count)
            from lane in Enumerable.Range(0, Lanes)
            select Task.Run(() => ClaimAsync(stores[replica].Operations, $"replica {replica}")));
        return counts.Sum();
    }

    private static async Task<int> ClaimAsync(IOperationStore store, string owner)
    {
        var count = 0;
        // A lane that finds nothing while another one holds the last row has ended.
        while (await store.ClaimAsync(owner, ClaimRoom.All, Lease, default) is { } operation)
        {
            await store.FinishAsync(operation.Run, Failure, delivery: null, Lease, default);
            count++;
        }
        return count;
    }

    private static Operation New(int caller)
    {
        var request = new OperationRequest { Uri = new Uri("https://example.com/a.mp3"), Settings = new TranscriptionSettings() };
        return new Operation
        {
            Id = Guid.CreateVersion7().ToString("N"),
            Tenant = $"tenant {caller}",
            Request = request,
            Fingerprint = StoredJson.Fingerprint(request, webhook: null),
        };
    }
}
