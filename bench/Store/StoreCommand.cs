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
            Description = "Number of operations that each case creates and claims",
            DefaultValueFactory = _ => 4000,
        };
        var queued = new Option<int>("--queued")
        {
            Description = "Queued operations of the large store",
            DefaultValueFactory = _ => 100_000,
        };
        var ended = new Option<int>("--ended")
        {
            Description = "Ended operations of the large store",
            DefaultValueFactory = _ => 1_000_000,
        };
        var command = new Command("store", "Measures the stores of operations: creations, claims, and calls on a large store.")
        {
            folder, postgres, operations, queued, ended,
        };
        command.SetAction(async (parsed, _) =>
        {
            var count = parsed.GetValue(operations);
            Console.WriteLine("| store | replicas | creations/s | claims and ends/s |");
            Console.WriteLine("| --- | --- | --- | --- |");
            foreach (var replicas in (int[])[1, 2, 4])
            {
                Console.WriteLine(await RateRound.RunAsync("SQLite", replicas, count, Sqlite, time));
                Console.WriteLine(await RateRound.RunAsync("PostgreSQL", replicas, count, Postgres, time));
            }
            Console.WriteLine();
            Console.WriteLine("| large PostgreSQL store | call | median | p95 |");
            Console.WriteLine("| --- | --- | --- | --- |");
            await using var store = Postgres();
            foreach (var (queue, end) in (IEnumerable<(int, int)>)[(0, 0), (parsed.GetValue(queued), parsed.GetValue(ended))])
            {
                foreach (var row in await LargeRound.RunAsync(store, queue, end, time))
                    Console.WriteLine(row);
            }

            BenchStore Sqlite() => BenchStore.Sqlite(parsed.GetRequiredValue(folder));

            BenchStore Postgres() => BenchStore.Postgres(parsed.GetRequiredValue(postgres));
        });
        return command;
    }
}
