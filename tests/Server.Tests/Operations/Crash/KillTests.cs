using System.Collections.Concurrent;
using System.Globalization;
using Google.LongRunning;
using Grpc.Core;
using Transcribe.Server.Tests.Operations.Support;

namespace Transcribe.Server.Tests.Operations.Crash;

/// <summary>
/// Kills real servers repeatedly while they accept and run operations. Two servers share one store, so that one starts while the other
/// works, and takes over the operations of a killed one. <c>scripts/kill-test N</c> runs N kills instead of 50.
/// </summary>
public sealed class KillTests
{
    private const int DefaultKills = 50;
    private const int ServersAtOnce = 2;
    private const int LongestRunMilliseconds = 1500;
    private const int LastCreationMilliseconds = 500;
    private const int OperationsPerKill = 4;

    private static readonly string[] Settings =
    [
        "Transcribe:Operations:LeaseDuration=00:00:02",
        // With so many kills, one operation can be interrupted five times in a row although it is sound.
        "Transcribe:Operations:MaxAttempts=100",
    ];

    private readonly ConcurrentDictionary<string, string> _acknowledged = [];

    private static int Kills =>
        int.TryParse(Environment.GetEnvironmentVariable("TRANSCRIBE_TEST_KILLS"), CultureInfo.InvariantCulture, out var kills)
            ? kills
            : DefaultKills;

    [Fact]
    public async Task Kill_AtRandomMomentsUnderLoad_EveryAcknowledgedOperationEndsOnceWithTheRightText()
    {
        using var folder = new TestFolder();
        await using var peer = await Peer.StartAsync();
        var kills = new ConcurrentQueue<int>(Enumerable.Range(0, Kills));
        await Task.WhenAll(Enumerable.Range(0, ServersAtOnce).Select(async _ =>
        {
            while (kills.TryDequeue(out var kill))
                await RunAndKillAsync(folder, peer, kill);
        }));

        await using (var server = await ServerProcess.StartAsync(folder.Path, Settings))
        {
            await EveryOperationEndsOnceAsync(server.Clients, peer);
            await NoOtherIsListedAsync(server.Clients);
            await EveryWebhookHasOneBodyAsync(peer);
            Assert.Equal(0, await server.EndAsync());
        }
        Assert.Equal("ok", StoreFile.IntegrityOf(folder.Path));
    }

    /// <summary>Returns the request of a key; of four, two send their audio and two name a URL.</summary>
    private static (V1.TranscribeRequest Request, string Sample) RequestOf(string key, Peer peer)
    {
        var number = key[^1] - '0';
        var sample = number % 2 == 0 ? Speech.English : Speech.German;
        return (number < OperationsPerKill / 2 ? Speech.Inline(sample) : Speech.At(peer.Sample(sample)), sample);
    }

    /// <summary>
    /// Kills a server at a random moment after the second acknowledgement, the second, the first, the first, and the start, in rotation.
    /// So there are at least as many acknowledgements as kills, however slow the machine is.
    /// </summary>
    private async Task RunAndKillAsync(TestFolder folder, Peer peer, int kill)
    {
        await using var server = await ServerProcess.StartAsync(folder.Path, Settings);
        var creations = Enumerable.Range(0, OperationsPerKill)
            .Select(number => CreateAsync(server.Clients, $"{kill}-{number}", peer))
            .ToArray();
        var load = Task.WhenAll(creations);
        await Task.WhenEach(creations).Take((5 - (kill % 5)) / 2).CountAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(LongestRunMilliseconds)), TimeProvider.System);
        await server.KillAsync();
        await load;
    }

    private async Task CreateAsync(ServerClients clients, string key, Peer peer)
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(LastCreationMilliseconds)), TimeProvider.System);
            _acknowledged[key] = (await clients.CreateAsync(RequestOf(key, peer).Request, key, peer.Hook)).Name;
        }
        catch (RpcException killed) when (killed.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled)
        {
            // The operation was not acknowledged, so it may or may not exist.
        }
    }

    private async Task EveryOperationEndsOnceAsync(ServerClients clients, Peer peer)
    {
        Assert.InRange(_acknowledged.Count, Kills, int.MaxValue);
        var cutShort = 0;
        var texts = new Dictionary<string, string>();
        foreach (var sample in new[] { Speech.English, Speech.German })
            texts[sample] = (await clients.Transcriber.TranscribeAsync(Speech.Inline(sample))).Text;
        foreach (var (key, name) in _acknowledged)
        {
            var (request, sample) = RequestOf(key, peer);
            var ended = await clients.EndAsync(name);
            Assert.Equal(Operation.ResultOneofCase.Response, ended.ResultCase);
            Assert.Equal(texts[sample], ServerClients.Response(ended).Text);
            cutShort += ServerClients.Metadata(ended).Attempt > 1 ? 1 : 0;
            // The same call again returns the operation and does not create another.
            Assert.Equal(name, (await clients.CreateAsync(request, key, peer.Hook)).Name);
        }
        // If no run was interrupted, the kills have tested nothing.
        Assert.True(cutShort > 0 || Kills < DefaultKills, "no run was cut short");
        TestContext.Current.SendDiagnosticMessage(
            $"{Kills} kills, {_acknowledged.Count} operations acknowledged, {cutShort} of them cut short");
    }

    private async Task NoOtherIsListedAsync(ServerClients clients)
    {
        var listed = new HashSet<string>();
        var token = "";
        do
        {
            var page = await clients.Operations.ListOperationsAsync(new ListOperationsRequest { PageSize = 1000, PageToken = token });
            Assert.All(page.Operations, operation => Assert.True(listed.Add(operation.Name)));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        Assert.Superset(_acknowledged.Values.ToHashSet(), listed);
        Assert.InRange(listed.Count, _acknowledged.Count, Kills * OperationsPerKill);
    }

    private async Task EveryWebhookHasOneBodyAsync(Peer peer)
    {
        // Each body is delivered at least once, because a process can die between a delivery and its record. It is always the same.
        foreach (var name in _acknowledged.Values)
            await Until.TrueAsync(() => peer.Received.Any(webhook => webhook.Body.Contains(name, StringComparison.Ordinal)));
        Assert.All(peer.Received.GroupBy(webhook => webhook.Id), tries => Assert.Single(tries.Select(webhook => webhook.Body).Distinct()));
        Assert.All(peer.Received.GroupBy(webhook => webhook.Body), tries => Assert.Single(tries.Select(webhook => webhook.Id).Distinct()));
    }
}
