using System.Text;
using Transcribe.Core;
using Transcribe.WhisperCpp.Native;

namespace Transcribe.WhisperCpp.Tests;

public sealed class WhisperCppModelTests(LoadedModel loaded) : IClassFixture<LoadedModel>
{
    private const string Heard = "four one five one six two three four two";

    [Fact]
    public void Description_OfTheLoadedModel_IsThatOfTheFile()
    {
        var description = loaded.Model.Description;

        Assert.Equal(("whispercpp", "cpu", "f16"), (description.Engine, description.Device, description.Precision));
        Assert.Equal((true, true, ModelCapabilities.None), (description.Multilingual, description.CanTranslate, description.Capabilities));
        Assert.Equal((100, "en", "yue"), (description.LanguageCodes.Count, description.LanguageCodes[0], description.LanguageCodes[^1]));
    }

    [Fact]
    public async Task Transcribe_English_HasTextLanguageAndTimes()
    {
        var transcript = await loaded.TranscribeAsync(loaded.English);

        Assert.Equal(Heard, Text(transcript));
        Assert.Equal("en", transcript.Language);
        Assert.InRange(transcript.LanguageProbability, 0.9f, 1);
        Assert.Equal(loaded.English.Length, transcript.Length);
        Assert.Null(transcript.Text);
        Assert.True(transcript.Inferred > TimeSpan.Zero);
        Assert.True(transcript.Segments.Count > 1);
        Assert.All(transcript.Segments, segment =>
        {
            Assert.InRange(segment.Start, TimeSpan.Zero, segment.End);
            Assert.InRange(segment.End, segment.Start, SampleTime.Of(loaded.English.Length));
            Assert.InRange(segment.Confidence, 0.5f, 1);
            Assert.InRange(segment.NoSpeechProbability, 0, 0.5f);
            Assert.Empty(segment.Words);
            Assert.Equal(0, segment.Evidence!.Temperature);
            Assert.InRange(segment.Evidence.AverageLogProbability, -2, 0);
        });
    }

    [Fact]
    public async Task Transcribe_WithWords_TimesThemWithinTheirSegment()
    {
        var transcript = await loaded.TranscribeAsync(loaded.English, new() { WordTimestamps = true });

        Assert.All(transcript.Segments, segment =>
        {
            Assert.Equal(segment.Text, string.Join(' ', segment.Words.Select(word => word.Text)));
            var last = segment.Start;
            foreach (var word in segment.Words)
            {
                Assert.InRange(word.Start, last, word.End - TimeSpan.FromMilliseconds(1));
                Assert.InRange(word.Confidence, 0.3f, 1);
                last = word.End;
            }
            Assert.InRange(last, segment.Start, segment.End);
        });
    }

    [Fact]
    public async Task Transcribe_WithTokens_HasTheBytesOfTheText()
    {
        var transcript = await loaded.TranscribeAsync(loaded.English, new() { Tokens = true });

        Assert.All(transcript.Segments, segment => Assert.Equal(
            segment.Text, Encoding.UTF8.GetString([.. segment.Evidence!.Tokens.SelectMany(token => token.Utf8)]).Trim()));
    }

    [Fact]
    public async Task Transcribe_OneCandidate_IsForced()
    {
        var transcript = await loaded.TranscribeAsync(loaded.English, new() { LanguageCodes = ["de"] });

        Assert.Equal(("de", 1), (transcript.Language, transcript.LanguageProbability));
    }

    [Fact]
    public async Task Transcribe_SeveralCandidates_TakesTheLikeliestOfThem()
    {
        var transcript = await loaded.TranscribeAsync(loaded.English, new() { LanguageCodes = ["fr", "de"] });

        Assert.Contains(transcript.Language, (string[])["fr", "de"]);
    }

    [Fact]
    public async Task Transcribe_Translation_IsEnglish()
    {
        var german = await FfmpegTool.DecodeAsync(Repository.Sample("digits-de.mp3"));

        var spoken = Text(await loaded.TranscribeAsync(german, new() { LanguageCodes = ["de"] }));
        var translated = Text(await loaded.TranscribeAsync(german, new() { LanguageCodes = ["de"], Task = TranscriptionTask.Translate }));

        Assert.Contains("neun", spoken, StringComparison.Ordinal);
        Assert.Contains("nine", translated, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transcribe_AtATemperature_SaysSo()
    {
        var transcript = await loaded.TranscribeAsync(loaded.English, new() { Temperature = 0.4f });

        Assert.All(transcript.Segments, segment => Assert.Equal(0.4f, segment.Evidence!.Temperature));
    }

    [Fact]
    public async Task Transcribe_WithAPrompt_KeepsTheText() => Assert.Equal(
        Heard, Text(await loaded.TranscribeAsync(loaded.English, new() { Prompt = "one two three" })));

    [Fact]
    public async Task Transcribe_Silence_HasNoText() =>
        Assert.Empty((await loaded.TranscribeAsync(new float[10 * SampleTime.SampleRate])).Segments);

    [Fact]
    public async Task Transcribe_AudioShorterThanAStep_HasNoText() => Assert.Empty((await loaded.TranscribeAsync(new float[1])).Segments);

    [Fact]
    public async Task Transcribe_UnlikelyTextAtEveryTemperature_KeepsTheLikeliest()
    {
        using var files = new StockModel();
        await using var strict = await LoadedModel.LoadAsync(files.Q8, new()
        {
            TrailingSilence = TimeSpan.FromSeconds(1),
            LogProbabilityThreshold = 0,
            NoSpeechThreshold = 1,
            MaxInitialTimestamp = TimeSpan.FromSeconds(30),
        });

        var transcript = await strict.TranscribeAsync(
            new WindowRequest { Requester = Requester.None, Samples = loaded.English, Settings = new() }, CancellationToken.None);

        Assert.Equal("q8_0", strict.Description.Precision);
        Assert.NotEmpty(transcript.Segments);
    }

    [Fact]
    public async Task Transcribe_RepetitiveTextAtEveryTemperature_IsRejected()
    {
        using var files = new StockModel();
        await using var strict = await LoadedModel.LoadAsync(files.F16, new()
        {
            TrailingSilence = TimeSpan.FromSeconds(1),
            CompressionRatioThreshold = 1,
            MaxInitialTimestamp = TimeSpan.FromSeconds(30),
        });

        var transcript = await strict.TranscribeAsync(
            new WindowRequest { Requester = Requester.None, Samples = Repeated(3), Settings = new() }, CancellationToken.None);

        Assert.Equal(SuppressionReasons.Repetition, transcript.SuppressionReason);
        Assert.Empty(transcript.Segments);
    }

    [Fact]
    public async Task Transcribe_ManyAtOnce_GivesEachTheSameText()
    {
        var transcripts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => loaded.TranscribeAsync(loaded.English)));

        Assert.All(transcripts, transcript => Assert.Equal(Heard, Text(transcript)));
        Assert.True(loaded.Model.IsAlive);
    }

    [Fact]
    public async Task Transcribe_Cancelled_EndsNativeCodeAndTheModelGoesOn()
    {
        using var log = new NativeLog();
        // Native code processes 30 s at a time. Without its abort callback it would end only before the encoder runs the next time.
        float[] twoMinutes = [.. Enumerable.Repeat(Repeated(3), 4).SelectMany(samples => samples)];

        // The first waits may end before the encoder begins. The window would be done before one is long enough to miss all its runs.
        for (var wait = TimeSpan.FromMilliseconds(50); !HasAborted(log); wait *= 2)
        {
            using var cancellation = new CancellationTokenSource();
            var window = loaded.TranscribeAsync(twoMinutes, new() { LanguageCodes = ["en"], Temperature = 0 }, cancellation.Token);
            await Task.Delay(wait, TimeProvider.System);
            Assert.False(window.IsCompleted, $"No cancellation has ended a run. {log.Errors}");

            await cancellation.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => window);
            await Until.TrueAsync(() => loaded.Model.Busy == 0, TimeSpan.FromMinutes(10));
        }

        Assert.Equal(Heard, Text(await loaded.TranscribeAsync(loaded.English)));
    }

    [Fact]
    public async Task Dispose_WithWindows_FailsThemAndRefusesMore()
    {
        using var files = new StockModel();
        var model = await LoadedModel.LoadAsync(files.F16);
        var request = new WindowRequest { Requester = Requester.None, Samples = Repeated(3), Settings = new() };
        var windows = Enumerable.Range(0, 6).Select(_ => model.TranscribeAsync(request, CancellationToken.None)).ToArray();

        await model.DisposeAsync();

        foreach (var window in windows.Append(model.TranscribeAsync(request, CancellationToken.None)))
            Assert.Equal(TranscriptionError.NotReady, (await Assert.ThrowsAsync<TranscriptionException>(() => window)).Error);
    }

    /// <summary>Whether the abort callback has ended a run of the encoder or decoder; whisper.cpp reports it as a failure.</summary>
    private static bool HasAborted(NativeLog log) =>
        log.Errors.Contains("failed to encode", StringComparison.Ordinal)
        || log.Errors.Contains("failed to decode", StringComparison.Ordinal);

    private float[] Repeated(int times) =>
        [.. Enumerable.Repeat(loaded.English, times).SelectMany(samples => samples).Take(30 * SampleTime.SampleRate)];

    private static string Text(WindowTranscript transcript) => string.Join(' ', transcript.Segments.Select(segment => segment.Text));
}
