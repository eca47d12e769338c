using System.Collections.Concurrent;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Running;

/// <summary>Operations whose audio arrives slowly.</summary>
public abstract class FetchingRunTests(StoreKind kind) : StoreTests(kind)
{
    private const string Slow = "https://slow.example/a";
    private const string Fast = "https://fast.example/a";

    private readonly ConcurrentBag<CancellationToken> _fetches = [];
    private readonly TaskCompletionSource _arrived = new();
    private readonly ScriptedTranscriber _transcriber = new(2);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _transcriber.Fetch = (uri, cancel) =>
        {
            if (uri.Host != "slow.example")
                return Task.CompletedTask;
            _fetches.Add(cancel);
            return _arrived.Task.WaitAsync(cancel);
        };
    }

    [Fact]
    public async Task Run_MoreSlowUrlsThanLanes_OthersEndMeanwhile()
    {
        await using var server = await StartAsync(("Operations:MaxRunning", "2"));
        var slow = await CreateAsync(server, 8);

        var remote = await server.Operations.CreateAsync(Examples.Remote(Fast), default);
        var inline = await server.Operations.CreateAsync(Examples.Inline([1]), default);

        Assert.Equal(OperationState.Succeeded, (await server.EndAsync(remote.Id)).State);
        Assert.Equal(OperationState.Succeeded, (await server.EndAsync(inline.Id)).State);
        foreach (var id in slow)
            await server.Operations.DeleteAsync(id, default);
        await Until.TrueAsync(() => _fetches.All(fetch => fetch.IsCancellationRequested));
        Assert.Equal(8, _fetches.Count);
    }

    [Fact]
    public async Task Run_ManyFetchedAtOnce_TakesNoMoreThanTheLanes()
    {
        await using var server = await StartAsync(("Operations:MaxRunning", "2"));
        _transcriber.BeforeWindow = (_, _, cancel) => Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancel);
        var ids = await CreateAsync(server, 8);

        _arrived.SetResult();

        foreach (var id in ids)
            Assert.Equal(OperationState.Succeeded, (await server.EndAsync(id)).State);
        Assert.Equal(2, _transcriber.MostAtOnce);
    }

    [Fact]
    public async Task Run_LanesAreTaken_FetchedAudioWaitsAndKeepsItsFetchingPlace()
    {
        var released = new TaskCompletionSource();
        _transcriber.BeforeWindow = (_, _, cancel) => released.Task.WaitAsync(cancel);
        await using var server = await StartAsync(("Operations:MaxRunning", "1"), ("Operations:MaxFetching", "2"));
        _arrived.SetResult();
        for (var i = 0; i < 5; i++)
            await server.Operations.CreateAsync(Examples.Remote(Slow), default);

        // One is in the lane, and two wait for it.
        await Until.TrueAsync(() => _fetches.Count == 3);
        await Until.TrueAsync(async () => await server.CountAsync("SELECT COUNT(*) FROM operations WHERE begun = 1") == 1);
        Assert.Equal(3, await server.CountAsync("SELECT COUNT(*) FROM operations WHERE state = 'Running'"));

        released.SetResult();
        await Until.TrueAsync(async () => await server.CountAsync("SELECT COUNT(*) FROM operations WHERE state = 'Succeeded'") == 5);
    }

    [Fact]
    public async Task Run_SlowUrlsOfOneTenant_LeavePlacesToAnother()
    {
        await using var server = await StartAsync(("Operations:MaxFetching", "3"), ("Operations:MaxFetchingPerTenant", "2"));
        for (var i = 0; i < 8; i++)
            await server.Operations.CreateAsync(Examples.Remote(Slow).By("busy"), default);
        await Until.TrueAsync(() => _fetches.Count == 2);

        for (var i = 0; i < 4; i++)
        {
            var other = await server.Operations.CreateAsync(Examples.Remote(Fast).By("another"), default);
            await Until.TrueAsync(async () => (await server.Operations.GetAsync("another", other.Id, default)).Done);
        }

        Assert.Equal(2, _fetches.Count);
    }

    [Fact]
    public async Task Stop_WhileFetching_PutsItBackUncounted()
    {
        await using var server = await StartAsync(("Operations:MaxAttempts", "1"));
        var id = (await CreateAsync(server, 1))[0];

        await server.StopAsync();
        var stopped = await server.Operations.GetAsync(id, default);
        _arrived.SetResult();
        await using var next = await StartAsync(("Operations:MaxAttempts", "1"));

        Assert.Equal((OperationState.Queued, 0, 0), (stopped.State, stopped.Failures, stopped.Lapses));
        Assert.Equal(OperationState.Succeeded, (await next.EndAsync(id)).State);
    }

    private Task<OperationsHost> StartAsync(params (string Key, string Value)[] settings) =>
        new OperationsHost(TheStore, _transcriber, time: null, settings).StartAsync();

    private async Task<IReadOnlyList<string>> CreateAsync(OperationsHost server, int count)
    {
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
            ids.Add((await server.Operations.CreateAsync(Examples.Remote(Slow), default)).Id);
        await Until.TrueAsync(() => _fetches.Count == count);
        return ids;
    }
}
