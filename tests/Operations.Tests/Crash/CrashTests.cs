using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Crash;

public sealed class CrashTests : IDisposable
{
    private const int Kills = 12;
    private const int OperationsAtOnce = 5;
    private const int OperationsToStop = 30;

    private static readonly TimeSpan WindowTime = TimeSpan.FromMilliseconds(20);

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Kill_AtRandomMoments_LosesNothingThatWasAcknowledged()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var acknowledged = new Dictionary<string, string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var host = KilledHost.Start(_folder.Path, receiver.Uri, WindowTime);
            await host.CreateAsync(Enumerable.Range(kill * OperationsAtOnce, OperationsAtOnce).Select(number => $"key-{number}"));
            if (kill % 2 == 0)
                await Until.TrueAsync(() => !host.Acknowledged.IsEmpty);
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(400)), TimeProvider.System);
            await host.KillAsync();
            foreach (var (number, id) in host.Acknowledged)
                acknowledged.Add(number, id);
        }

        await using var server = await CrashHost.Server(_folder.Path, WindowTime).StartAsync();
        Assert.NotEmpty(acknowledged);
        foreach (var (number, id) in acknowledged)
        {
            Assert.Equal(OperationState.Succeeded, (await server.EndAsync(id)).State);
            Assert.Equal(Examples.Text(CrashHost.Windows), await server.TextAsync(id));
            Assert.Equal(id, (await server.Operations.FindByRequestIdAsync(number, default))!.Id);
        }
        await EveryWebhookHasOneBodyAsync(server, receiver, acknowledged.Values);
        Assert.Equal("ok", await server.IntegrityAsync());
    }

    [Fact]
    public async Task Stop_PastTheLease_TheOtherTakesOverAndOneResultStands()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var host = KilledHost.Start(_folder.Path, receiver.Uri, WindowTime);
        await using var server = CrashHost.Server(_folder.Path, WindowTime);
        // Opening the store may write, which is impossible while the host is stopped within a transaction.
        await server.Store.InitializeAsync(default);
        await StopAtWorkAsync(host, server);

        await server.StartAsync();
        foreach (var id in host.Acknowledged.Values)
            await server.EndAsync(id);
        await host.SignalAsync("CONT");

        // Once the host answers again, it has also made its late commits.
        await host.CreateAsync(["last"]);
        await Until.TrueAsync(() => host.Acknowledged.ContainsKey("last"));
        await server.EndAsync(host.Acknowledged["last"]);
        await EveryWebhookHasOneBodyAsync(server, receiver, host.Acknowledged.Values);
        foreach (var id in host.Acknowledged.Values)
        {
            Assert.Equal(OperationState.Succeeded, (await server.Operations.GetAsync(id, default)).State);
            Assert.Equal(Examples.Text(CrashHost.Windows), await server.TextAsync(id));
        }
        Assert.Contains(
            await Task.WhenAll(host.Acknowledged.Values.Select(id => server.Operations.GetAsync(id, default))),
            operation => operation.Attempt > 1);
        Assert.Equal("ok", await server.IntegrityAsync());
    }

    public void Dispose() => _folder.Dispose();

    // A process that is stopped while it writes keeps the lock of SQLite, and no other can take over until it continues or dies. A process
    // without operations leaves nothing to take over.
    private static Task StopAtWorkAsync(KilledHost host, OperationsHost server) => Until.TrueAsync(async () =>
    {
        if (!await RunsAnyAsync(server))
            await CreateMoreAsync(host);
        await host.SignalAsync("STOP");
        if (await server.TryLockAsync() && await RunsAnyAsync(server))
            return true;
        await host.SignalAsync("CONT");
        return false;
    });

    private static async Task<bool> RunsAnyAsync(OperationsHost server) =>
        await server.CountAsync("SELECT COUNT(*) FROM operations WHERE state = 'Running'") > 0;

    private static async Task CreateMoreAsync(KilledHost host)
    {
        var before = host.Acknowledged.Count;
        await host.CreateAsync(Enumerable.Range(before, OperationsToStop).Select(number => $"key-{number}"));
        await Until.TrueAsync(() => host.Acknowledged.Count == before + OperationsToStop);
    }

    // Each webhook arrives at least once, because a process may die between sending and storing the outcome. All copies are equal.
    private static async Task EveryWebhookHasOneBodyAsync(OperationsHost server, WebhookReceiver receiver, IEnumerable<string> ids)
    {
        await Until.TrueAsync(async () => await server.CountAsync("SELECT COUNT(*) FROM deliveries") == 0);
        foreach (var id in ids)
        {
            var received = receiver.Received.Where(got => got.Body.Contains(id, StringComparison.Ordinal));
            Assert.Single(received.Select(got => (got.Id, got.Body)).Distinct());
        }
        Assert.All(receiver.Received.GroupBy(got => got.Id), tries => Assert.Single(tries.Select(got => got.Body).Distinct()));
    }
}
