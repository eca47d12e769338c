using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Core;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Running;

public abstract class OperationRunnerTests(StoreKind kind) : StoreTests(kind)
{
    // With the longest lease, none expires while a busy machine lets fake time pass in small steps.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Creep = TimeSpan.FromMilliseconds(100);

    private const string LeaseTime = "SELECT lease_time FROM operations";

    private readonly FakeTimeProvider _clock = new();
    private readonly ScriptedTranscriber _transcriber = new(3);

    [Fact]
    public async Task Run_InlineAudio_SucceedsAndRemovesTheAudio()
    {
        await using var server = await StartAsync();
        var request = new TranscriptionRequest
        {
            Audio = new AudioInput.Inline(new byte[] { 1, 2, 3 }) { Format = new PcmFormat(PcmEncoding.MuLaw, 8000, 2) },
            Settings = new()
            {
                Model = "digits",
                LanguageCodes = ["en", "de"],
                Task = TranscriptionTask.Translate,
                Prompt = "zero",
                WordTimestamps = true,
                Temperature = 0,
            },
        };

        var ended = await RunAsync(server, new NewOperation { Request = request });

        Assert.Equal((OperationState.Succeeded, 100, 1), (ended.State, ended.ProgressPercent, ended.Attempt));
        Assert.Equivalent(Examples.Summary(3), ended.Summary, strict: true);
        Assert.Equal(Examples.Text(3), await server.TextAsync(ended.Id));
        // The runner deletes the audio after it has stored the end.
        await Until.TrueAsync(async () => (await TheStore.AudioAsync()).Count == 0);
        var ran = Assert.Single(_transcriber.Runs).Request;
        Assert.Equal([1, 2, 3], Assert.Single(_transcriber.Audio));
        // The copy that the run reads is gone, too.
        Assert.Equal(0, Assert.IsType<AudioInput.Spooled>(ran.Audio).Audio.Length);
        Assert.Equivalent(request with { Audio = ran.Audio, Priority = WorkPriority.Background }, ran);
        Assert.Equal(request.Audio.Format, ran.Audio.Format);
    }

    [Fact]
    public async Task Run_TransientError_ResumesAfterTheLastStoredWindow()
    {
        _transcriber.BeforeWindow = (run, window, _) => (run, window) == (1, 2) ? throw Reset() : Task.CompletedTask;
        await using var server = await StartAsync();

        var ended = await RunAsync(server, Examples.Remote());

        Assert.Equal((OperationState.Succeeded, 2), (ended.State, ended.Attempt));
        Assert.Equal(Examples.Text(3), await server.TextAsync(ended.Id));
        Assert.Equal([0, 2], _transcriber.Runs.Select(run => run.Resume.SegmentCount));
        Assert.Equal(2 * Examples.SamplesPerSecond, _transcriber.Runs.Last().Resume.EndSample);
    }

    [Fact]
    public async Task Run_TransientErrorForever_FailsWithItAfterFiveAttempts()
    {
        _transcriber.BeforeWindow = (_, _, _) => throw Reset();
        await using var server = await StartAsync();

        var ended = await RunAsync(server, Examples.Remote());

        Assert.Equal((OperationState.Failed, 5), (ended.State, ended.Attempt));
        Assert.Equal(new OperationFailure(TranscriptionError.FetchFailed, "Could not fetch audio file (reset)"), ended.Failure);
    }

    [Fact]
    public async Task Run_ModelNotLoadedYet_WaitsUncounted()
    {
        _transcriber.BeforeWindow = (run, _, _) =>
            run <= 2 ? throw new TranscriptionException(TranscriptionError.NotReady, "loading") : Task.CompletedTask;
        await using var server = await StartAsync(("Operations:MaxAttempts", "1"));

        Assert.Equal(OperationState.Succeeded, (await RunAsync(server, Examples.Remote())).State);
    }

    [Fact]
    public async Task Run_ProcessNotReady_LeavesTheOperationToOthers()
    {
        var loading = new ScriptedTranscriber(3) { IsReady = false };
        await using var early = await new OperationsHost(TheStore, loading, _clock).StartAsync();
        var operation = await early.Operations.CreateAsync(Examples.Remote(), default);
        await using var ready = await StartAsync();

        var ended = await EndAsync(early, operation.Id);

        Assert.Equal((OperationState.Succeeded, 1), (ended.State, ended.Attempt));
        Assert.Empty(loading.Runs);

        loading.IsReady = true;
        await ready.StopAsync();
        Assert.Equal(OperationState.Succeeded, (await RunAsync(early, Examples.Remote())).State);
    }

    [Fact]
    public async Task Run_PermanentError_FailsAtOnce()
    {
        _transcriber.BeforeWindow = (_, _, _) => throw new TranscriptionException(
            TranscriptionError.FetchFailed,
            "Could not fetch audio file (status 404)");
        await using var server = await StartAsync();

        var ended = await RunAsync(server, Examples.Remote());

        Assert.Equal((OperationState.Failed, 1), (ended.State, ended.Attempt));
        Assert.Equal("Could not fetch audio file (status 404)", ended.Failure!.Message);
    }

    [Fact]
    public async Task Run_UnexpectedException_FailsAloneAndHidesItsMessage()
    {
        _transcriber.BeforeWindow = (run, _, _) => run == 1 ? throw new InvalidOperationException("secret") : Task.CompletedTask;
        await using var server = await StartAsync();

        var broken = await RunAsync(server, Examples.Remote());
        var next = await RunAsync(server, Examples.Remote());

        Assert.Equal(new OperationFailure(Error: null, "The transcription failed unexpectedly"), broken.Failure);
        Assert.Equal(OperationState.Succeeded, next.State);
    }

    [Fact]
    public async Task Run_AudioMissing_Fails()
    {
        await using var server = Server();
        var operation = await server.Operations.CreateAsync(Examples.Inline([1]), default);
        await TheStore.RemoveAudioAsync(operation.Id);
        await server.StartAsync();

        var ended = await EndAsync(server, operation.Id);

        Assert.Equal(new OperationFailure(Error: null, "The transcription failed unexpectedly"), ended.Failure);
        Assert.Empty(_transcriber.Runs);
    }

    [Fact]
    public async Task Run_ProcessDiesEachTime_IsGivenUp()
    {
        await using var server = Server();
        var operation = await server.Operations.CreateAsync(Examples.Remote(), default);
        for (var died = 0; died < 5; died++)
        {
            Assert.NotNull(await server.Store.ClaimAsync("dies", Lease, default));
            _clock.Advance(Lease);
        }

        await server.StartAsync();
        var ended = await EndAsync(server, operation.Id);

        Assert.Equal(OperationState.Failed, ended.State);
        Assert.Equal("Gave up after 5 attempts without progress; 5 of them ended with the process of the service", ended.Failure!.Message);
        Assert.Empty(_transcriber.Runs);
    }

    [Theory]
    [InlineData(2, 8, 2)]
    [InlineData(0, 3, 3)]
    public async Task Run_ManyQueued_RunsNoMoreThanTheLimitInOrder(int setting, int concurrency, int limit)
    {
        _transcriber.Concurrency = concurrency;
        await using var server = Server(("Operations:MaxRunning", $"{setting}"));
        var created = new List<Operation>();
        for (var i = 0; i < 8; i++)
        {
            created.Add(await server.Operations.CreateAsync(Examples.Remote($"https://example.com/{i}"), default));
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }
        _transcriber.BeforeWindow = (_, _, cancel) => Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancel);
        await server.StartAsync();

        foreach (var operation in created)
            Assert.Equal(OperationState.Succeeded, (await EndAsync(server, operation.Id)).State);

        Assert.Equal(limit, _transcriber.MostAtOnce);
        // The first ones start at the same time, so their order is undefined.
        Assert.Equal(
            created.Take(limit).Select(operation => operation.Request.Uri!).ToHashSet(),
            _transcriber.Runs.Take(limit).Select(run => ((AudioInput.Remote)run.Request.Audio).Uri).ToHashSet());
    }

    [Fact]
    public async Task Cancel_Running_StopsTheRunAndKeepsItsSegments()
    {
        await using var server = await StartAsync();
        await CancelRunningAsync(server, by: server, within: TimeSpan.Zero);
    }

    [Fact]
    public async Task Cancel_RunningInAnotherProcess_StopsTheRunWithinASecond()
    {
        await using var server = await StartAsync();
        await using var other = Server();
        await CancelRunningAsync(server, by: other, within: TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Delete_Running_StopsTheRunAndLeavesNothing()
    {
        await using var server = await StartAsync();
        await DeleteRunningAsync(server, by: server, within: TimeSpan.Zero);
    }

    [Fact]
    public async Task Delete_RunningInAnotherProcess_StopsTheRunWithinASecond()
    {
        await using var server = await StartAsync();
        await using var other = Server();
        await DeleteRunningAsync(server, by: other, within: TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Delete_ThenRestart_RunsNothing()
    {
        await using var first = Server();
        var running = await first.Operations.CreateAsync(Examples.Remote(), default);
        Assert.NotNull(await first.Store.ClaimAsync("dies", Lease, default));
        var queued = await first.Operations.CreateAsync(Examples.Remote(), default);
        await first.Operations.DeleteAsync(running.Id, default);
        await first.Operations.DeleteAsync(queued.Id, default);

        _clock.Advance(Lease);
        await using var second = await StartAsync();
        await RunAsync(second, Examples.Remote());

        Assert.Single(_transcriber.Runs);
    }

    [Fact]
    public async Task Cancel_ClaimedWhoseAudioWasNotReadYet_IsNoFault()
    {
        await using var server = Server();
        var operation = await server.Operations.CreateAsync(Examples.Inline([1, 2, 3]), default);
        var claimed = (await server.Store.ClaimAsync("claims", Lease, default))!;
        await server.Operations.CancelAsync(operation.Id, default);

        await server.Run.RunAsync(claimed, fetched: null, CancellationToken.None);

        Assert.Equal(OperationState.Cancelled, (await server.Operations.GetAsync(operation.Id, default)).State);
        Assert.Empty(_transcriber.Runs);
        Assert.DoesNotContain(server.Logged, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Stop_Running_PutsItBackUncounted()
    {
        var begun = HangAt(window: 1);
        await using var first = await StartAsync(("Operations:MaxAttempts", "1"));
        var operation = await first.Operations.CreateAsync(Examples.Inline([1]), default);
        await begun;

        await first.StopAsync();
        var stopped = await first.Operations.GetAsync(operation.Id, default);
        _transcriber.BeforeWindow = (_, _, _) => Task.CompletedTask;
        await using var second = await StartAsync(("Operations:MaxAttempts", "1"));
        var ended = await EndAsync(second, operation.Id);

        Assert.Equal((OperationState.Queued, 0), (stopped.State, stopped.Failures));
        Assert.Equal(OperationState.Succeeded, ended.State);
        Assert.Equal([0, 1], _transcriber.Runs.Select(run => run.Resume.SegmentCount));
    }

    [Fact]
    public async Task Lease_RunsOut_AnotherTakesOverAndTheStoppedRunStoresNothing()
    {
        await using var dead = Server();
        var operation = await dead.Operations.CreateAsync(Examples.Remote(), default);
        var stopped = (await dead.Store.ClaimAsync("stopped", Lease, default))!.Run;
        await dead.Store.CommitAsync(stopped, Examples.Window(0), Lease, default);

        _clock.Advance(Lease);
        await using var second = await StartAsync();
        var ended = await EndAsync(second, operation.Id);

        Assert.False(await dead.Store.CommitAsync(stopped, Examples.Window(1), Lease, default));
        Assert.Equal((OperationState.Succeeded, 2), (ended.State, ended.Attempt));
        Assert.Equal(Examples.Text(3), await second.TextAsync(operation.Id));
        Assert.Equal(1, Assert.Single(_transcriber.Runs).Resume.SegmentCount);
    }

    [Fact]
    public async Task Run_LongerThanItsLease_KeepsIt()
    {
        var (begun, proceed) = (new TaskCompletionSource(), new TaskCompletionSource());
        _transcriber.BeforeWindow = (_, window, cancel) =>
        {
            if (window == 1)
                begun.TrySetResult();
            return window == 1 ? proceed.Task.WaitAsync(cancel) : Task.CompletedTask;
        };
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        var operation = await first.Operations.CreateAsync(Examples.Remote(), default);
        await begun.Task;

        for (var passed = TimeSpan.Zero; passed <= Lease; passed += Lease / 3)
            await PassToRenewalAsync(first);
        Assert.Null(await second.Store.ClaimAsync("takes over", Lease, default));
        proceed.SetResult();
        var ended = await EndAsync(first, operation.Id);

        Assert.Equal((OperationState.Succeeded, 1), (ended.State, ended.Attempt));
    }

    private async Task CancelRunningAsync(OperationsHost server, OperationsHost by, TimeSpan within)
    {
        var operation = await StopRunningAsync(server, id => by.Operations.CancelAsync(id, default), within);

        Assert.Equal(OperationState.Cancelled, (await EndAsync(server, operation.Id)).State);
        Assert.Equal(Examples.Text(2), await server.TextAsync(operation.Id));
    }

    private async Task DeleteRunningAsync(OperationsHost server, OperationsHost by, TimeSpan within)
    {
        await StopRunningAsync(server, id => by.Operations.DeleteAsync(id, default), within);

        Assert.Equal(0, await server.CountAsync("SELECT COUNT(*) FROM operations"));
        Assert.Equal(0, await server.CountAsync("SELECT COUNT(*) FROM segments"));
        await Until.TrueAsync(() => server.Logged.Any(entry => entry.Message.Contains("deleted", StringComparison.Ordinal)));
        Assert.DoesNotContain(server.Logged, entry => entry.Level >= LogLevel.Error);
    }

    private async Task<Operation> StopRunningAsync(OperationsHost server, Func<string, Task> stop, TimeSpan within)
    {
        var begun = HangAt(window: 2);
        var stopped = new TaskCompletionSource();
        var hang = _transcriber.BeforeWindow;
        _transcriber.BeforeWindow = async (run, window, cancel) =>
        {
            using var registration = cancel.Register(stopped.SetResult);
            await hang(run, window, cancel);
        };
        var operation = await server.Operations.CreateAsync(Examples.Remote(), default);
        await begun;

        await stop(operation.Id);
        // One step is enough, because the run has set its timer for the next check.
        _clock.Advance(within);
        await Until.TrueAsync(() => stopped.Task.IsCompleted);
        return operation;
    }

    // Lets the time between two renewals pass, and waits for the renewal.
    private async Task PassToRenewalAsync(OperationsHost server)
    {
        var before = await server.CountAsync(LeaseTime);
        _clock.Advance(Lease / 3);
        await Until.TrueAsync(async () => await server.CountAsync(LeaseTime) > before, _clock, Creep);
    }

    // Completes when a run reaches the window. The run stays there until it is cancelled.
    private Task HangAt(int window)
    {
        var begun = new TaskCompletionSource();
        _transcriber.BeforeWindow = async (_, at, cancel) =>
        {
            if (at != window)
                return;
            begun.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        };
        return begun.Task;
    }

    private Task<OperationsHost> StartAsync(params IEnumerable<(string Key, string Value)> settings) => Server(settings).StartAsync();

    private OperationsHost Server(params IEnumerable<(string Key, string Value)> settings) =>
        new(
            TheStore,
            _transcriber,
            _clock,
            [.. settings, ("Operations:RetryDelay", "00:00:00.1"), ("Operations:LeaseDuration", $"{Lease}")]);

    private async Task<Operation> RunAsync(OperationsHost server, NewOperation creation) =>
        await EndAsync(server, (await server.Operations.CreateAsync(creation, default)).Id);

    private async Task<Operation> EndAsync(OperationsHost server, string id)
    {
        await Until.TrueAsync(async () => (await server.Operations.GetAsync(id, default)).Done, _clock, Creep);
        return await server.Operations.GetAsync(id, default);
    }

    private static TranscriptionException Reset() => new(
        TranscriptionError.FetchFailed,
        "Could not fetch audio file (reset)",
        new HttpRequestException(HttpRequestError.ConnectionError));
}
