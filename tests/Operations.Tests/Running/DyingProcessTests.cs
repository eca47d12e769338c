using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Core;
using Transcribe.Operations.Running;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Running;

/// <summary>
/// Processes that die, on the real store. A process has eight lanes, which share one engine: it stores one window after the other, of
/// random operations among those that run. After a death the leases expire, and the next process starts.
/// </summary>
public abstract class DyingProcessTests(StoreKind kind) : StoreTests(kind)
{
    private const int Lanes = 8;
    private const int Windows = 3;

    // Against hanging.
    private const int MaxProcesses = 1000;

    private static readonly TimeSpan Lease = Examples.Lease;

    private readonly RetryPolicy _retries = new(Options.Create(new OperationsOptions()));
    private readonly FakeTimeProvider _clock = new();
    private Random _random = new(1);
    private OperationsHost _server = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _server = new OperationsHost(TheStore, new ScriptedTranscriber(Windows), _clock);
    }

    [Fact]
    public async Task Run_OneOfEightEndsItsProcessEachTime_FailsAloneAndTheOthersSucceed()
    {
        var ids = await CreateAsync(8);
        var culprit = ids[3];

        var processes = 0;
        while (await UnfinishedAsync() && processes < MaxProcesses)
            await LiveAsync($"process {processes++}", () => int.MaxValue, culprit);

        var ended = await Task.WhenAll(ids.Select(id => _server.Operations.GetAsync(id, default)));
        var failed = Assert.Single(ended, operation => operation.State != OperationState.Succeeded);
        Assert.Equal((culprit, OperationState.Failed, 8), (failed.Id, failed.State, failed.Attempt));
        Assert.Equal("Gave up after 7 attempts without progress; 7 of them ended with the process of the service", failed.Failure!.Message);
        // The culprit ends two processes that run others too, then five that run it alone. The eighth gives it up.
        Assert.Equal(8, processes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Run_100WhileProcessesAreKilledAtRandom_FailsNone(int seed)
    {
        _random = new Random(seed);
        var ids = await CreateAsync(100);

        for (var process = 0; await UnfinishedAsync() && process < MaxProcesses; process++)
            await LiveAsync($"process {process}", () => _random.Next(Lanes), culprit: null);

        var ended = await Task.WhenAll(ids.Select(id => _server.Operations.GetAsync(id, default)));
        Assert.All(ended, operation => Assert.Equal(OperationState.Succeeded, operation.State));
        Assert.Contains(ended, operation => operation.Attempt > 2);
    }

    protected override ValueTask CloseAsync() => _server.DisposeAsync();

    // One process: it dies after a number of windows, or when it runs the culprit, or ends when nothing is left to run.
    private async Task LiveAsync(string owner, Func<int> windows, string? culprit)
    {
        var running = new List<Operation>();
        for (var left = windows(); await FillAsync(owner, running) && left > 0 && running.All(run => run.Id != culprit); left--)
        {
            var at = _random.Next(running.Count);
            running[at] = await StoreWindowAsync(running[at]);
            if (running[at].Resume!.SegmentCount == Windows)
            {
                var result = RunResult.Succeeded(Examples.Summary(Windows));
                await _server.Store.FinishAsync(running[at].Run, result, delivery: null, Examples.Retention, default);
                running.RemoveAt(at);
            }
        }
        _clock.Advance(Lease);
    }

    private async Task<bool> FillAsync(string owner, List<Operation> running)
    {
        while (running.Count < Lanes && await _server.Store.ClaimAsync(owner, Lease, default) is { } claimed)
        {
            // The real run gives up operations that ended too many processes.
            if (_retries.IsGivenUp(claimed))
                await _server.Run.RunAsync(claimed, fetched: null, default);
            else
                running.Add(claimed);
        }
        return running.Count > 0;
    }

    private async Task<Operation> StoreWindowAsync(Operation operation)
    {
        var window = Examples.Window(operation.Resume?.SegmentCount ?? 0, Windows);
        Assert.True(await _server.Store.CommitAsync(operation.Run, window, Lease, default));
        return operation with { Resume = window.Checkpoint };
    }

    private async Task<bool> UnfinishedAsync() => await _server.Store.CountUnfinishedAsync(Caller.None, default) > 0;

    private async Task<string[]> CreateAsync(int count)
    {
        var ids = new string[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = (await _server.Operations.CreateAsync(Examples.Remote(), default)).Id;
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }
        return ids;
    }
}
