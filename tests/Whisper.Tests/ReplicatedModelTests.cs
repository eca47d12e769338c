using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Engines.Hub;
using Transcribe.Whisper.Hub;
using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper.Tests;

public sealed class ReplicatedModelTests
{
    [Fact]
    public async Task Transcribe_SeveralWindows_SpreadByTheFewestInProgress()
    {
        HeldModel[] held = [new(), new(), new()];
        await using var model = new ReplicatedModel(held);

        var windows = Enumerable.Range(0, 7).Select(_ => Transcribe(model)).ToArray();

        Assert.Equal([3, 2, 2], held.Select(replica => replica.Held));

        // The last device ends its windows, failures too, and gets the next ones.
        held[2].Release();
        held[2].Release();
        await Assert.ThrowsAsync<TranscriptionException>(() => windows[2]);
        await Assert.ThrowsAsync<TranscriptionException>(() => windows[5]);
        windows = [.. windows, Transcribe(model), Transcribe(model), Transcribe(model)];

        Assert.Equal([3, 3, 2], held.Select(replica => replica.Held));
    }

    [Theory]
    [InlineData(2.5, 4.0, 6.5)]
    [InlineData(2.5, null, null)]
    public async Task ConcurrencyAndThroughput_AreSums(double? first, double? second, double? sum)
    {
        await using var model = new ReplicatedModel(
            [new HeldModel { Concurrency = 3, Throughput = first }, new HeldModel { Concurrency = 5, Throughput = second }]);

        Assert.Equal(8, model.Concurrency);
        Assert.Equal(sum, model.Throughput);
    }

    [Fact]
    public async Task BusyAndWaiting_AreSums()
    {
        await using var model = new ReplicatedModel(
            [new HeldModel { Busy = 3, Waiting = [1, 0, 2, 4] }, new HeldModel { Busy = 2, Waiting = [0, 5, 6, 4] }]);

        Assert.Equal(5, model.Busy);
        Assert.Equal([1, 5, 8, 8], Enum.GetValues<WorkPriority>().Select(model.CountWaiting));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task IsAlive_IsThatOfAll(bool second, bool all)
    {
        await using var model = new ReplicatedModel([new HeldModel(), new HeldModel { IsAlive = second }]);

        Assert.Equal(all, model.IsAlive);
    }

    [Fact]
    public async Task Dispose_DisposesOfAll()
    {
        HeldModel[] held = [new(), new()];

        await new ReplicatedModel(held).DisposeAsync();

        Assert.All(held, replica => Assert.True(replica.IsDisposed));
    }

    [Theory]
    [InlineData(Precision.F32)]
    [InlineData(Precision.Int8)]
    public async Task Load_TheCpuAsTwoDevices_TranscribesOnBothWhatOneDoes(Precision precision)
    {
        const int Slots = 2;
        await using var one = await LoadAsync(Repository.DigitsModel, precision, Slots, "0");
        await using var two = await LoadAsync(Repository.DigitsModel, precision, Slots, "0", "1");
        var window = Request((await FfmpegTool.DecodeAsync(Repository.Sample("digits-en.mp3")))[..(5 * SampleTime.SampleRate)]);

        var expected = Text(await one.TranscribeAsync(window, TestContext.Current.CancellationToken));
        var transcripts = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => two.TranscribeAsync(window, TestContext.Current.CancellationToken)));

        Assert.IsType<WhisperModel>(one);
        Assert.IsType<ReplicatedModel>(two);
        Assert.Equal((Slots, 2 * Slots), (one.Concurrency, two.Concurrency));
        Assert.NotEmpty(expected);
        Assert.All(transcripts, transcript => Assert.Equal(expected, Text(transcript)));
    }

    [Fact]
    public async Task Load_BrokenVocabulary_IsAnErrorOfTheFolder()
    {
        using var folder = new ModelFolder();
        folder.Edit("tokenizer.json", json => json["model"]!["merges"]!.AsArray().Add("xyz zyx"));

        await Assert.ThrowsAnyAsync<ModelException>(() => LoadAsync(folder.Path, Precision.F32, slots: 1, "0", "1"));
    }

    private static string Text(WindowTranscript transcript) => string.Concat(transcript.Segments.Select(segment => segment.Text));

    private static async Task<WindowTranscript> Transcribe(ReplicatedModel model) =>
        await model.TranscribeAsync(Request(new float[16]), CancellationToken.None);

    private static WindowRequest Request(float[] samples) => new()
    {
        Requester = new Requester(Caller.None),
        Samples = samples,
        Settings = new() { LanguageCodes = ["en"], Temperature = 0 },
    };

    private static Task<ISpeechModel> LoadAsync(string model, Precision precision, int slots, params string[] devices)
    {
        var options = new InferenceOptions { Precision = precision, Slots = slots };
        foreach (var device in devices)
            options.Devices.Add(device);
        var hub = new HubLocator(HubSettings.FromEnvironment(), TimeProvider.System, NullLogger<HubLocator>.Instance);
        var loader = new WhisperModelLoader(
            new ModelLocator(hub), Options.Create(options), TimeProvider.System, NullLogger<WhisperModelLoader>.Instance);
        return loader.LoadAsync(new ModelSource("digits", model, new ModelSettings()), TestContext.Current.CancellationToken);
    }
}
