using Microsoft.Extensions.Time.Testing;
using Transcribe.Operations.Postgres;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Crash;

/// <summary>
/// A process on a PostgreSQL store whose clock stands still, so that no poll finds anything. Its runs go on until they are stopped. It
/// writes a line when a run begins and when it stops, and ends with its input.
/// </summary>
internal static class StillHost
{
    public const string Argument = "--still-host";
    public const string Begun = "begun";
    public const string Stopped = "stopped";

    /// <param name="store">The connection string.</param>
    public static async Task<int> RunAsync(string store)
    {
        var transcriber = new ScriptedTranscriber(1)
        {
            BeforeWindow = async (_, _, cancel) =>
            {
                await using var registration = cancel.Register(() => Console.Out.WriteLine(Stopped));
                await Console.Out.WriteLineAsync(Begun);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
            },
        };
        await using var server = await new OperationsHost(
            services => services.AddPostgresOperations(),
            transcriber,
            new FakeTimeProvider(TimeProvider.System.GetUtcNow()),
            ("Operations:Postgres:ConnectionString", store)).StartAsync();
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
