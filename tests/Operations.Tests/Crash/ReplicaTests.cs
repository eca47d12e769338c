using System.Collections.Concurrent;
using System.Globalization;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Crash;

/// <summary>
/// Four processes on one PostgreSQL database. Each second one of them that has transcribed is killed and started again. Meanwhile the
/// database is restarted, and later cut off for ten seconds.
/// </summary>
public sealed class ReplicaTests : IAsyncLifetime
{
    private const int Replicas = 4;
    private const int OperationsPerKill = 10;

    // The kill at which a fault begins.
    private const int Restart = 5;
    private const int CutOff = 9;

    private static readonly int Kills = int.Parse(
        Environment.GetEnvironmentVariable("TRANSCRIBE_TEST_REPLICA_KILLS") ?? "20", CultureInfo.InvariantCulture);

    private static readonly TimeSpan WindowTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan KillInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CutTime = TimeSpan.FromSeconds(10);

    // Against hanging. A webhook that failed twice, because the machine was too busy to answer, is tried again after five minutes.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, string> _acknowledged = [];
    private readonly HashSet<string> _open = [];
    private readonly ConcurrentDictionary<string, Task> _watches = [];
    private readonly KilledHost[] _replicas = new KilledHost[Replicas];
    private PostgresServer? _server;
    private CutProxy _proxy = null!;
    private WebhookReceiver _receiver = null!;
    private string _database = "";
    private string _store = "";

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartAsync(durable: true);
        _proxy = new CutProxy(_server.Port);
        _receiver = await WebhookReceiver.StartAsync();
        _database = await _server.CreateDatabaseAsync();
        _store = PostgresServer.ConnectionString(_database, _proxy.Port);
        for (var i = 0; i < Replicas; i++)
            _replicas[i] = Start();
    }

    [Fact]
    public async Task Kill_AReplicaEachSecond_LosesAndDoublesNothing()
    {
        await using var watcher = await CrashHost.Server(_store, new ScriptedTranscriber(0) { IsReady = false }).StartAsync();
        var faults = new List<Task>();
        for (var kill = 1; kill <= Kills; kill++)
        {
            await CreateAsync(Enumerable.Range(kill * OperationsPerKill, OperationsPerKill).Select(number => $"key-{number}"));
            if (kill == Restart)
                faults.Add(RestartAsync());
            if (kill == CutOff)
                faults.Add(CutOffAsync());
            await Task.Delay(KillInterval, TimeProvider.System);
            await KillAsync(await VictimAsync(), watcher);
        }
        await Task.WhenAll(faults);
        await Until.TrueAsync(
            async () =>
            {
                Collect(watcher);
                await CreateAsync([]);
                return _open.Count == 0;
            },
            Limit);

        Assert.Equal(Kills * OperationsPerKill, _acknowledged.Values.Distinct().Count());
        // The oldest operation ends first. The limit is that of the next one, because the backlog grows with the kills.
        foreach (var (_, watch) in _watches.OrderBy(watch => watch.Key, StringComparer.Ordinal))
            await watch.WaitAsync(Limit, TimeProvider.System);
        // Nothing is cut any more, so these statements wait for a slow machine.
        await using var reader = CrashHost.Server(_server!.ConnectionString(_database), new ScriptedTranscriber(0));
        foreach (var (number, id) in _acknowledged)
        {
            Assert.Equal(OperationState.Succeeded, (await reader.Operations.GetAsync(id, default)).State);
            Assert.Equal(Examples.Text(CrashHost.Windows), await reader.TextAsync(id));
            Assert.Equal(id, (await reader.Operations.FindByRequestIdAsync(number, default))!.Id);
        }
        Assert.Equal(_acknowledged.Count, await reader.CountAsync("SELECT COUNT(*) FROM operations"));
        Assert.NotEqual(0, await reader.CountAsync("SELECT COUNT(*) FROM operations WHERE attempt > 1"));
        await EveryWebhookHasOneIdAsync(reader);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null)
            return;
        foreach (var replica in _replicas)
            await replica.DisposeAsync();
        await _receiver.DisposeAsync();
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    private KilledHost Start() => KilledHost.Start(_store, _receiver.Uri, WindowTime);

    // What was not acknowledged is sent again, to any replica, as a client does.
    private async Task CreateAsync(IEnumerable<string> numbers)
    {
        _open.UnionWith(numbers);
        foreach (var some in _open.Except(_acknowledged.Keys).GroupBy(_ => Random.Shared.Next(Replicas)))
            await _replicas[some.Key].CreateAsync(some);
    }

    // However slow the machine is, kills cut runs short.
    private async Task<int> VictimAsync()
    {
        await Until.TrueAsync(() => _replicas.Any(replica => replica.HasRun), Limit);
        var running = Enumerable.Range(0, Replicas).Where(i => _replicas[i].HasRun).ToArray();
        return running[Random.Shared.Next(running.Length)];
    }

    private async Task KillAsync(int victim, OperationsHost watcher)
    {
        await _replicas[victim].KillAsync();
        Collect(watcher);
        await _replicas[victim].DisposeAsync();
        _replicas[victim] = Start();
    }

    private void Collect(OperationsHost watcher)
    {
        foreach (var (number, id) in _replicas.SelectMany(replica => replica.Acknowledged))
        {
            // A repeated creation gives the same operation.
            Assert.Equal(id, _acknowledged.GetValueOrDefault(number, id));
            _acknowledged[number] = id;
            _open.Remove(number);
            _watches.GetOrAdd(id, _ => WatchAsync(watcher, id));
        }
    }

    private async Task RestartAsync()
    {
        await _server!.StopAsync();
        await _server.RunAsync();
    }

    private async Task CutOffAsync()
    {
        _proxy.Cut();
        await Task.Delay(CutTime, TimeProvider.System);
        _proxy.Mend();
    }

    // A watch that the fault of the database ends begins again, as a client does.
    private static async Task WatchAsync(OperationsHost watcher, string id)
    {
        while (true)
        {
            var next = 0;
            try
            {
                await foreach (var watched in watcher.Operations.WatchAsync(id, default))
                {
                    if (watched is WatchEvent.SegmentStored stored)
                        Assert.Equal(next++, stored.Segment.Index);
                }
                Assert.Equal(CrashHost.Windows, next);
                return;
            }
            catch (OperationStoreException)
            {
                await Task.Delay(KillInterval, TimeProvider.System);
            }
        }
    }

    // A process may die between sending and storing the outcome, so a receiver may see an id twice, but never two ids of one operation.
    private async Task EveryWebhookHasOneIdAsync(OperationsHost reader)
    {
        await Until.TrueAsync(async () => await reader.CountAsync("SELECT COUNT(*) FROM deliveries") == 0, Limit);
        foreach (var id in _acknowledged.Values)
        {
            var received = _receiver.Received.Where(got => got.Body.Contains(id, StringComparison.Ordinal));
            Assert.Single(received.Select(got => (got.Id, got.Body)).Distinct());
        }
    }
}
