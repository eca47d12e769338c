using System.CommandLine;

namespace Transcribe.Bench.Store;

/// <summary>The <c>store</c> command.</summary>
internal static class StoreCommand
{
    public static Command Create(TimeProvider time)
    {
        var folder = new Option<string>("--folder") { Description = "An empty folder for SQLite", Required = true };
        var postgres = new Option<string>("--postgres") { Description = "The connection string of an empty database", Required = true };
        var operations = new Option<int>("--operations")
        {
            Description = "Number of operations that each case creates and claims; 0 for the table of sizes alone",
            DefaultValueFactory = _ => 4000,
        };
        var queued = new Option<int>("--queued")
        {
            Description = "Queued operations of the largest store",
            DefaultValueFactory = _ => 100_000,
        };
        var ended = new Option<int>("--ended")
        {
            Description = "Ended operations of the largest store",
            DefaultValueFactory = _ => 1_000_000,
        };
        var command = new Command("store", "Measures the stores of operations: creations, claims, and calls on stores of three sizes.")
        {
            folder, postgres, operations, queued, ended,
        };
        command.SetAction(async (parsed, _) =>
        {
            var count = parsed.GetValue(operations);
            if (count > 0)
                await WriteRatesAsync(count);
            Console.WriteLine("| store | queued | ended | call | median | p95 |");
            Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
            foreach (var (name, open) in (IEnumerable<(string, Func<BenchStore>)>)[("SQLite", Sqlite), ("PostgreSQL", Postgres)])
            {
                await using var store = open();
                var round = new LargeRound(name, store, time);
                foreach (var (queue, end) in Sizes(parsed.GetValue(queued), parsed.GetValue(ended)))
                {
                    foreach (var row in await round.RunAsync(queue, end))
                        Console.WriteLine(row);
                }
            }

            async Task WriteRatesAsync(int count)
            {
                Console.WriteLine("| store | replicas | creations/s | claims and ends/s |");
                Console.WriteLine("| --- | --- | --- | --- |");
                foreach (var replicas in (int[])[1, 2, 4])
                {
                    Console.WriteLine(await RateRound.RunAsync("SQLite", replicas, count, Sqlite, time));
                    Console.WriteLine(await RateRound.RunAsync("PostgreSQL", replicas, count, Postgres, time));
                }
                Console.WriteLine();
            }

            BenchStore Sqlite() => BenchStore.Sqlite(parsed.GetRequiredValue(folder));

            BenchStore Postgres() => BenchStore.Postgres(parsed.GetRequiredValue(postgres));
        });
        return command;
    }

    // The smallest store has what the calls use up.
    private static IEnumerable<(int Queued, int Ended)> Sizes(int queued, int ended) =>
        [(queued / 100, ended / 50), (queued / 10, ended / 10), (queued, ended)];
}
