using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Crash;

/// <summary>
/// A process that a test kills. It creates an operation for each number from its input, acknowledges it on its output, and runs all
/// operations.
/// </summary>
internal static class CrashHost
{
    public const string Argument = "--crash-host";
    public const int Windows = 6;
    public const string Lease = "00:00:01";

    private static readonly TimeSpan WindowTime = TimeSpan.FromMilliseconds(20);

    public static async Task<int> RunAsync(string folder, Uri receiver)
    {
        await using var server = await Server(folder).StartAsync();
        while (await Console.In.ReadLineAsync() is { } number)
        {
            var creation = Examples.Inline([1, 2, 3], requestId: number) with { Webhook = new Webhook(receiver, WebhookKind.Operation) };
            var operation = await server.Operations.CreateAsync(creation, default);
            await Console.Out.WriteLineAsync($"{number} {operation.Id}");
            await Console.Out.FlushAsync();
        }
        return 0;
    }

    /// <summary>Creates a server with the settings of the host.</summary>
    public static OperationsHost Server(string folder) => new(
        folder,
        new ScriptedTranscriber(Windows) { BeforeWindow = (_, _, cancel) => Task.Delay(WindowTime, TimeProvider.System, cancel) },
        time: null,
        ("Operations:LeaseDuration", Lease),
        ("Operations:MaxRunning", "4"),
        ("Webhooks:Timeout", "00:00:05"));
}
