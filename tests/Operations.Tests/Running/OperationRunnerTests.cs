using Transcribe.Core;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Running;

public abstract class OperationRunnerTests(StoreKind kind) : RunnerTests(kind)
{
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
        var ran = Assert.Single(Transcriber.Runs).Request;
        Assert.Equal([1, 2, 3], Assert.Single(Transcriber.Audio));
        // The copy that the run reads is gone, too.
        Assert.Equal(0, Assert.IsType<AudioInput.Spooled>(ran.Audio).Audio.Length);
        Assert.Equivalent(request with { Audio = ran.Audio, Priority = WorkPriority.Background }, ran);
        Assert.Equal(request.Audio.Format, ran.Audio.Format);
    }

    [Fact]
    public async Task Run_TransientError_ResumesAfterTheLastStoredWindow()
    {
        Transcriber.BeforeWindow = (run, window, _) => (run, window) == (1, 2) ? throw Reset() : Task.CompletedTask;
        await using var server = await StartAsync();

        var ended = await RunAsync(server, Examples.Remote());

        Assert.Equal((OperationState.Succeeded, 2), (ended.State, ended.Attempt));
        Assert.Equal(Examples.Text(3), await server.TextAsync(ended.Id));
        Assert.Equal([0, 2], Transcriber.Runs.Select(run => run.Resume.SegmentCount));
        Assert.Equal(2 * Examples.SamplesPerSecond, Transcriber.Runs.Last().Resume.EndSample);
    }

    [Fact]
    public async Task Run_TransientErrorForever_FailsWithItAfterFiveAttempts()
    {
        Transcriber.BeforeWindow = (_, _, _) => throw Reset();
        await using var server = await StartAsync();

        var ended = await RunAsync(server, Examples.Remote());

        Assert.Equal((OperationState.Failed, 5), (ended.State, ended.Attempt));
        Assert.Equal(new OperationFailure(TranscriptionError.FetchFailed, "Could not fetch audio file (reset)"), ended.Failure);
    }

    [Fact]
    public async Task Run_ModelNotLoadedYet_WaitsUncounted()
    {
        Transcriber.BeforeWindow = (run, _, _) =>
            run <= 2 ? throw new TranscriptionException(TranscriptionError.NotReady, "loading") : Task.CompletedTask;
        await using var server = await StartAsync(("Operations:MaxAttempts", "1"));

        Assert.Equal(OperationState.Succeeded, (await RunAsync(server, Examples.Remote())).State);
    }

    [Fact]
    public async Task Run_ProcessNotReady_LeavesTheOperationToOthers()
    {
        var loading = new ScriptedTranscriber(3) { IsReady = false };
        await using var early = await new OperationsHost(TheStore, loading, Clock).StartAsync();
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
        Transcriber.BeforeWindow = (_, _, _) => throw new TranscriptionException(
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
        Transcriber.BeforeWindow = (run, _, _) => run == 1 ? throw new InvalidOperationException("secret") : Task.CompletedTask;
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
        Assert.Empty(Transcriber.Runs);
    }

    [Fact]
    public async Task Run_ProcessDiesEachTime_IsGivenUp()
    {
        await using var server = Server();
        var operation = await server.Operations.CreateAsync(Examples.Remote(), default);
        for (var died = 0; died < 5; died++)
        {
            Assert.NotNull(await server.Store.ClaimAsync("dies", Lease, default));
            Clock.Advance(Lease);
        }

        await server.StartAsync();
        var ended = await EndAsync(server, operation.Id);

        Assert.Equal(OperationState.Failed, ended.State);
        Assert.Equal("Gave up after 5 attempts without progress; 5 of them ended with the process of the service", ended.Failure!.Message);
        Assert.Empty(Transcriber.Runs);
    }

    [Theory]
    [InlineData(2, 8, 2)]
    [InlineData(0, 3, 3)]
    public async Task Run_ManyQueued_RunsNoMoreThanTheLimitInOrder(int setting, int concurrency, int limit)
    {
        Transcriber.Concurrency = concurrency;
        await using var server = Server(("Operations:MaxRunning", $"{setting}"));
        var created = new List<Operation>();
        for (var i = 0; i < 8; i++)
        {
            created.Add(await server.Operations.CreateAsync(Examples.Remote($"https://example.com/{i}"), default));
            Clock.Advance(TimeSpan.FromMilliseconds(1));
        }
        var full = new TaskCompletionSource();
        Transcriber.BeforeWindow = async (run, _, cancel) =>
        {
            if (run == limit)
                full.TrySetResult();
            await full.Task.WaitAsync(cancel);
            // Time in which a run too many would begin.
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancel);
        };
        await server.StartAsync();

        foreach (var operation in created)
            Assert.Equal(OperationState.Succeeded, (await EndAsync(server, operation.Id)).State);

        Assert.Equal(limit, Transcriber.MostAtOnce);
        // The first ones start at the same time, so their order is undefined.
        Assert.Equal(
            created.Take(limit).Select(operation => operation.Request.Uri!).ToHashSet(),
            Transcriber.Runs.Take(limit).Select(run => ((AudioInput.Remote)run.Request.Audio).Uri).ToHashSet());
    }

    private static TranscriptionException Reset() => new(
        TranscriptionError.FetchFailed,
        "Could not fetch audio file (reset)",
        new HttpRequestException(HttpRequestError.ConnectionError));
}
