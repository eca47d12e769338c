using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Crash;

/// <summary>Two processes on one PostgreSQL database, of which this one runs nothing. Their clocks stand still, so neither polls.</summary>
public sealed class TwoProcessesTests
{
    private const string Listeners =
        "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";

    [Fact]
    public async Task Cancel_RunOfAnotherProcess_StopsItByANotification()
    {
        var (begun, stopped) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var store = await PostgresTestStore.CreateAsync();
        await using var server = await new OperationsHost(
            store, new ScriptedTranscriber(0) { IsReady = false }, new FakeTimeProvider(TimeProvider.System.GetUtcNow())).StartAsync();
        await using var other = ChildProcess.Start(
            new ProcessStartInfo(Environment.ProcessPath!, [StillHost.Argument, store.ConnectionString]),
            line => (line switch { StillHost.Begun => begun, StillHost.Stopped => stopped, _ => null })?.TrySetResult());
        await Until.TrueAsync(async () => await store.CountAsync(Listeners) == 2);
        var created = await server.Operations.CreateAsync(Examples.Remote(), default);
        await begun.Task.WaitAsync(Until.Longest);

        await server.Operations.CancelAsync(created.Id, default);

        await stopped.Task.WaitAsync(Until.Longest);
    }
}
