using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Audio;
using Transcribe.Core;
using Transcribe.Transcription.Catalog;
using Transcribe.Whisper;

namespace Transcribe.Transcription.Tests;

/// <summary>The model transcribes 30 s of audio, which is one whole window, per second.</summary>
public sealed class DeadlineAdmissionTests
{
    private const double Throughput = 30;

    private readonly FakeTimeProvider _clock = new();
    private readonly DeadlineAdmission _admission;

    public DeadlineAdmissionTests() => _admission = new DeadlineAdmission(new AdmissionOptions(), _clock);

    [Fact]
    public void Enter_AfterOthersOfTheAccount_NeedsTheTimeOfAllAndAQuarterMore()
    {
        var model = new ScriptedModel { Throughput = Throughput };
        for (var i = 0; i < 5; i++)
            Enter(model, "a", 30);

        // Six windows at one per second.
        AssertNeeds(7.5, model, "a", 30);
    }

    [Fact]
    public void Enter_Refused_NamesTheTimesAndTheDelay()
    {
        var model = new ScriptedModel { Throughput = Throughput };
        for (var i = 0; i < 5; i++)
            Enter(model, "a", 30);

        var refusal = Assert.Throws<TranscriptionException>(() => Enter(model, "a", 30, within: 2.5));

        Assert.Equal(TranscriptionError.Overloaded, refusal.Error);
        Assert.Equal(
            "The transcription would not end before the call's deadline: 2.5 s are left, and with the work in progress it would take about "
            + "7.5 s",
            refusal.Message);
        Assert.Equal(TimeSpan.FromSeconds(5), refusal.RetryAfter);
    }

    [Fact]
    public void Enter_ShortlyTooLate_AsksToWaitASecond()
    {
        var model = new ScriptedModel { Throughput = Throughput };
        Enter(model, "a", 30);

        var refusal = Assert.Throws<TranscriptionException>(() => Enter(model, "a", 30, within: 2.4));

        Assert.Equal(TimeSpan.FromSeconds(1), refusal.RetryAfter);
    }

    [Fact]
    public void Enter_AnotherAccountHasSixtyRequests_WaitsForOneOfThem()
    {
        var model = new ScriptedModel { Throughput = Throughput };
        for (var i = 0; i < 60; i++)
            Enter(model, "many", 30);

        AssertNeeds(2 * 1.25, model, "single", 30);
        AssertNeeds(61 * 1.25, model, "many", 30);
    }

    [Fact]
    public void Enter_LongFilesInProgress_WaitsForOneWindowOfEachPerTurn()
    {
        var model = new ScriptedModel { Throughput = Throughput };
        Enter(model, "a", 600);
        Enter(model, "b", 600);

        // Two windows of its own, two of the account's other request, and four of the other account while these six are served.
        AssertNeeds((2 + 2 + 4) * 1.25, model, "a", 60);
    }

    [Fact]
    public void Enter_OneFileFillsAllSlots_SharesTheMachineWithItsWindows()
    {
        var model = new ScriptedModel { Throughput = Throughput, Concurrency = 8 };
        Enter(model, "a", 600);

        // Seven windows of the file advance beside its own.
        AssertNeeds(8 * 1.25, model, "b", 30);
    }

    [Fact]
    public void Enter_BackgroundWork_CountsOneWindow()
    {
        var model = new ScriptedModel { Throughput = Throughput };
        using var one = _admission.Enter(model, new Requester(Caller.Of("a"), WorkPriority.Background), TimeSpan.FromHours(1), null);
        using var other = _admission.Enter(model, new Requester(Caller.Of("b"), WorkPriority.Background), audio: null, deadline: null);

        AssertNeeds(2 * 1.25, model, "a", 30);
    }

    [Fact]
    public void Enter_UnknownDuration_CountsAsOneWindow()
    {
        var model = new ScriptedModel { Throughput = Throughput };
        Enter(model, "a", seconds: null);

        AssertNeeds(2 * 1.25, model, "a", seconds: null);
    }

    [Fact]
    public void Enter_OthersHaveFinishedAPart_CountsTheRest()
    {
        var model = new ScriptedModel { Throughput = Throughput };
        Enter(model, "a", 30).Finish(TimeSpan.FromSeconds(15));
        Enter(model, "a", 30).Dispose();
        Enter(model, "a", 30).Finish(TimeSpan.FromSeconds(31));

        AssertNeeds(1.5 * 1.25, model, "a", 30);
    }

    [Fact]
    public void Enter_DeadlineComesNearer_RefusesLater()
    {
        var model = new ScriptedModel { Throughput = Throughput };
        Enter(model, "a", 30);
        var deadline = _clock.GetUtcNow() + TimeSpan.FromSeconds(3);
        _admission.Enter(model, new Requester(Caller.Of("b")), TimeSpan.FromSeconds(30), deadline).Dispose();

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Throws<TranscriptionException>(
            () => _admission.Enter(model, new Requester(Caller.Of("b")), TimeSpan.FromSeconds(30), deadline));
    }

    [Fact]
    public void Enter_LatestTookTwiceTheEstimate_NeedsTwiceTheTime()
    {
        var model = new ScriptedModel { Throughput = Throughput };
        for (var i = 0; i < 20; i++)
        {
            var work = Enter(model, "a", 30);
            _clock.Advance(TimeSpan.FromSeconds(2));
            work.Complete();
            work.Dispose();
        }
        Enter(model, "a", 30);

        AssertNeeds(2 * 2, model, "a", 30);
    }

    [Fact]
    public void Enter_LatestEndedAfterTheirDeadlines_NeedsAtLeastThatTime()
    {
        var model = new ScriptedModel { Throughput = Throughput };
        using var other = Enter(model, "a", 30);
        for (var i = 0; i < 20; i++)
        {
            // Estimated at two seconds, and given up after three.
            using var work = Enter(model, "b", 30, within: 3);
            _clock.Advance(TimeSpan.FromSeconds(3));
        }

        AssertNeeds(2 * 1.5, model, "b", 30);
    }

    [Fact]
    public void Enter_CallersLeftEarly_ChangesNothing()
    {
        var model = new ScriptedModel { Throughput = Throughput };
        using var other = Enter(model, "a", 30);
        for (var i = 0; i < 20; i++)
        {
            using var work = Enter(model, "b", 30, within: 100);
            _clock.Advance(TimeSpan.FromSeconds(50));
        }

        AssertNeeds(2 * 1.25, model, "b", 30);
    }

    [Fact]
    public void Enter_NothingMeasuredOrNothingInProgress_Admits()
    {
        var (unmeasured, slow) = (new ScriptedModel(), new ScriptedModel { Throughput = 0.001 });
        Enter(unmeasured, "a", 30);

        Enter(unmeasured, "a", 30, within: 0.001);
        // Another model does not hold it up.
        Enter(slow, "a", 30, within: 0.001);
    }

    [Fact]
    public void Enter_SwitchedOff_Admits()
    {
        var admission = new DeadlineAdmission(new AdmissionOptions { AdmitByDeadline = false }, _clock);
        var model = new ScriptedModel { Throughput = Throughput };
        var requester = new Requester(Caller.None);
        using var first = admission.Enter(model, requester, TimeSpan.FromSeconds(30), deadline: null);

        using var second = admission.Enter(model, requester, TimeSpan.FromSeconds(30), _clock.GetUtcNow());
    }

    [Theory]
    [InlineData("a.wav")]
    [InlineData("a.flac")]
    [InlineData("a.mp3")]
    public async Task TranscribeAsync_DeadlineThatTheQueueCannotMeet_IsRefusedAndHoldsNoPlace(string name)
    {
        using var folder = new TestFolder();
        await FfmpegTool.RunAsync("-f", "lavfi", "-i", "anoisesrc=d=600:r=16000:a=0.5", folder[name]);
        var speech = await File.ReadAllBytesAsync(folder[name], TestContext.Current.CancellationToken);
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["Transcribe:Batching:MaxRequests"] = "2";
        builder.Configuration["Transcribe:Models:Default"] = "scripted";
        builder.Services.AddAudio().AddWhisper().AddTranscription();
        var model = new ScriptedModel { Throughput = Throughput };
        builder.Services.RemoveAll<ISpeechModelLoader>().AddSingleton<ISpeechModelLoader>(new ScriptedLoader(model));
        using var host = builder.Build();
        await host.Services.GetRequiredService<ModelCatalog>().LoadDefaultAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var first = TranscribeAsync(within: null);
        await model.Started.WaitAsync(TestContext.Current.CancellationToken);

        for (var i = 0; i < 3; i++)
        {
            var refusal = await Assert.ThrowsAsync<TranscriptionException>(() => TranscribeAsync(TimeSpan.FromSeconds(15)));
            Assert.Equal(TranscriptionError.Overloaded, refusal.Error);
            Assert.StartsWith("The transcription would not end before", refusal.Message, StringComparison.Ordinal);
        }
        var second = TranscribeAsync(TimeSpan.FromHours(1));
        Assert.False(first.IsCompleted || second.IsCompleted);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(first, second));

        Task TranscribeAsync(TimeSpan? within) => host.Services.GetRequiredService<ITranscriber>().TranscribeAsync(
            new TranscriptionRequest { Audio = new AudioInput.Inline(speech), Deadline = TimeProvider.System.GetUtcNow() + within },
            (_, _) => ValueTask.CompletedTask,
            stop.Token);
    }

    private AdmittedWork Enter(ScriptedModel model, string account, double? seconds, double? within = null) => _admission.Enter(
        model,
        new Requester(Caller.Of(account)),
        seconds is { } length ? TimeSpan.FromSeconds(length) : null,
        within is { } left ? _clock.GetUtcNow() + TimeSpan.FromSeconds(left) : null);

    /// <summary>Asserts the least time before the deadline with which the audio is admitted.</summary>
    private void AssertNeeds(double needed, ScriptedModel model, string account, double? seconds)
    {
        Assert.Throws<TranscriptionException>(() => Enter(model, account, seconds, needed - 0.001));
        Enter(model, account, seconds, needed + 0.001).Dispose();
    }

    private sealed class ScriptedLoader(ScriptedModel model) : ISpeechModelLoader
    {
        public bool CanLoad(string location) => true;

        public string Engine => "scripted";

        public ModelDescription Describe(string name) => new(name, "scripted", "cpu");

        public IEnumerable<string> Validate(ModelSettings settings) => [];

        public Task<long> FetchAsync(ModelSource source, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken) =>
            Task.FromResult(0L);

        public Task<ISpeechModel> LoadAsync(ModelSource source, CancellationToken cancellationToken) =>
            Task.FromResult<ISpeechModel>(model);
    }
}
