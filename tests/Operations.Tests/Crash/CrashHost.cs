using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Crash;

/// <summary>
/// A process to kill: creates an operation for each number it reads from its input, acknowledges it on its output, and runs them all.
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
            var creation = Samples.Inline([1, 2, 3], requestId: number) with { Webhook = new Webhook(receiver, WebhookKind.Operation) };
            var operation = await server.Operations.CreateAsync(creation, default);
            await Console.Out.WriteLineAsync($"{number} {operation.Id}");
            await Console.Out.FlushAsync();
        }
        return 0;
    }

    /// <summary>A server with the host's settings.</summary>
    public static TestServer Server(string folder) => new(
        folder,
        new ScriptedTranscriber(Windows) { BeforeWindow = (_, _, cancel) => Task.Delay(WindowTime, TimeProvider.System, cancel) },
        time: null,
        ("Operations:LeaseDuration", Lease),
        // Kills may come faster than the first window of the oldest operation, which is none the worse for it.
        ("Operations:MaxAttempts", "1000"),
        ("Operations:MaxRunning", "4"),
        ("Webhooks:Timeout", "00:00:05"));
}
