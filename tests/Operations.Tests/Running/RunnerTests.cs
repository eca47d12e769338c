using Microsoft.Extensions.Time.Testing;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Running;

/// <summary>Servers of one store that run operations with a scripted transcriber of three windows. Their clock is fake.</summary>
public abstract class RunnerTests(StoreKind kind) : StoreTests(kind)
{
    // With the longest lease, none expires while a busy machine lets fake time pass in small steps.
    private protected static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private protected static readonly TimeSpan Creep = TimeSpan.FromMilliseconds(100);

    private protected FakeTimeProvider Clock { get; } = new();

    private protected ScriptedTranscriber Transcriber { get; } = new(3);

    // Completes when a run reaches the window. The run stays there until it is cancelled.
    private protected Task HangAt(int window)
    {
        var begun = new TaskCompletionSource();
        Transcriber.BeforeWindow = async (_, at, cancel) =>
        {
            if (at != window)
                return;
            begun.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        };
        return begun.Task;
    }

    private protected Task<OperationsHost> StartAsync(params IEnumerable<(string Key, string Value)> settings) =>
        Server(settings).StartAsync();

    private protected OperationsHost Server(params IEnumerable<(string Key, string Value)> settings) =>
        new(
            TheStore,
            Transcriber,
            Clock,
            [.. settings, ("Operations:RetryDelay", "00:00:00.1"), ("Operations:LeaseDuration", $"{Lease}")]);

    private protected async Task<Operation> RunAsync(OperationsHost server, NewOperation creation) =>
        await EndAsync(server, (await server.Operations.CreateAsync(creation, default)).Id);

    private protected async Task<Operation> EndAsync(OperationsHost server, string id)
    {
        await Until.TrueAsync(async () => (await server.Operations.GetAsync(id, default)).Done, Clock, Creep);
        return await server.Operations.GetAsync(id, default);
    }
}
