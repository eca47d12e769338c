using Transcribe.Core;
using Transcribe.Operations.Postgres;
using Transcribe.Operations.Sqlite;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Crash;

/// <summary>
/// A process that a test kills. It creates an operation for each number from its input, acknowledges it on its output, and runs all
/// operations.
/// </summary>
internal static class CrashHost
{
    public const string Argument = "--crash-host";

    /// <summary>The line that says that it transcribes.</summary>
    public const string Runs = "runs";

    public const int Windows = 6;
    public const string Lease = "00:00:01";

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    /// <param name="store">The folder of a SQLite store, or the connection string of a PostgreSQL one.</param>
    /// <param name="receiver">Receives the webhooks.</param>
    /// <param name="windowTime">How long each window takes.</param>
    public static async Task<int> RunAsync(string store, Uri receiver, TimeSpan windowTime)
    {
        await using var server = await Server(store, new ScriptedTranscriber(Windows)
        {
            BeforeWindow = async (_, _, cancel) =>
            {
                await Console.Out.WriteLineAsync(Runs);
                await Console.Out.FlushAsync(cancel);
                await Task.Delay(windowTime, TimeProvider.System, cancel);
            },
        }).StartAsync();
        while (await Console.In.ReadLineAsync() is { } number)
        {
            var creation = Examples.Inline([1, 2, 3], requestId: number) with { Webhook = new Webhook(receiver, WebhookKind.Operation) };
            var operation = await CreateAsync(server, creation);
            await Console.Out.WriteLineAsync($"{number} {operation.Id}");
            await Console.Out.FlushAsync();
        }
        return 0;
    }

    /// <summary>Creates a server with the settings of the host.</summary>
    /// <param name="store">The folder of a SQLite store, or the connection string of a PostgreSQL one.</param>
    /// <param name="windowTime">How long each window takes.</param>
    public static OperationsHost Server(string store, TimeSpan windowTime) => Server(store, new ScriptedTranscriber(Windows)
    {
        BeforeWindow = (_, _, cancel) => Task.Delay(windowTime, TimeProvider.System, cancel),
    });

    /// <inheritdoc cref="Server(string, TimeSpan)"/>
    public static OperationsHost Server(string store, ITranscriber transcriber)
    {
        var inPostgres = store.Contains("Host=", StringComparison.Ordinal);
        return new OperationsHost(
            services => _ = inPostgres ? services.AddPostgresOperations() : services.AddSqliteOperations(),
            transcriber,
            time: null,
            (inPostgres ? "Operations:Postgres:ConnectionString" : "Operations:Folder", store),
            ("Operations:LeaseDuration", Lease),
            // On a slow machine, an operation may be killed many times before it has stored a window.
            ("Operations:MaxAttempts", "1000"),
            ("Operations:MaxRunning", "4"),
            ("Webhooks:Timeout", "00:00:05"));
    }

    // As a client does when it is told that the store is unavailable.
    private static async Task<Operation> CreateAsync(OperationsHost server, NewOperation creation)
    {
        while (true)
        {
            try
            {
                return await server.Operations.CreateAsync(creation, default);
            }
            catch (OperationStoreException)
            {
                await Task.Delay(RetryPause, TimeProvider.System);
            }
        }
    }
}
