using Transcribe.Core;

namespace Transcribe.Transcription.Tests;

/// <summary>The pipeline on our engine.</summary>
public sealed class OnnxPipelineTests(OnnxEngine engine) : TranscriptionPipelineTests(engine), IClassFixture<OnnxEngine>;

/// <summary>The pipeline on whisper.cpp.</summary>
public sealed class WhisperCppPipelineTests(WhisperCppEngine engine) : TranscriptionPipelineTests(engine), IClassFixture<WhisperCppEngine>;

/// <summary>
/// The whole pipeline on real audio and the bundled model: times, order and options. The accuracy tests measure the word error rate.
/// </summary>
public abstract class TranscriptionPipelineTests(EngineFixture engine)
{
    private float[] English => engine.English;

    private float[] German => engine.German;

    [Fact]
    public async Task TranscribeAsync_SilenceBeforeTheSpeech_CountsInTheTimes()
    {
        var (plain, _) = await engine.TranscribeAsync(Wav.Join(English));
        var (late, summary) = await engine.TranscribeAsync(Wav.Join(Pcm.Silence(20), English));

        Assert.NotEmpty(plain);
        var shift = TimeSpan.FromSeconds(20);
        Assert.Equal(
            plain.Select(segment => segment with { Start = segment.Start + shift, End = segment.End + shift }), late, SameTextAndTimes);
        Assert.InRange(summary.Coverage.Silent, TimeSpan.FromSeconds(19), TimeSpan.FromSeconds(22));
    }

    [Fact]
    public async Task TranscribeAsync_AudioOverThirtySeconds_IsTranscribedToItsEnd()
    {
        var audio = Wav.Join(Enumerable.Repeat(English, 12));

        var (segments, summary) = await engine.TranscribeAsync(audio);

        Assert.Equal(Enumerable.Range(0, segments.Count), segments.Select(segment => segment.Index));
        Assert.Equal(segments.OrderBy(segment => segment.Start), segments);
        Assert.All(segments, segment => Assert.True(segment.End >= segment.Start));
        Assert.InRange(segments[^1].End, summary.Coverage.Audio - TimeSpan.FromSeconds(4), summary.Coverage.Audio);
        // Twelve times ten words are spoken, and the model misses some.
        Assert.InRange(segments.Sum(segment => segment.Text.Split(' ').Length), 100, 130);
    }

    [Fact]
    public async Task TranscribeAsync_AnyAudio_AccountsForEverySecond()
    {
        var audio = Wav.Join(Pcm.Silence(6), English, Pcm.Silence(8), German, Pcm.Silence(7));

        var (_, summary) = await engine.TranscribeAsync(audio);

        var coverage = summary.Coverage;
        Assert.Equal(coverage.Audio, coverage.Transcribed + coverage.Suppressed + coverage.Silent);
        Assert.Equal(
            TimeSpan.FromTicks((audio.Length - Wav.HeaderLength) / 2 * (TimeSpan.TicksPerSecond / Pcm.SampleRate)), coverage.Audio);
    }

    [Fact]
    public async Task TranscribeAsync_Silence_HasNoTextAndNoLanguage()
    {
        var (segments, summary) = await engine.TranscribeAsync(Wav.Join(Pcm.Silence(40)));

        Assert.Empty(segments);
        Assert.Equal("", summary.LanguageCode);
        Assert.Equal(TimeSpan.FromSeconds(40), summary.Coverage.Silent);
    }

    [Fact]
    public async Task TranscribeAsync_Noise_HasNoTextAndSaysSo()
    {
        var (segments, summary) = await engine.TranscribeAsync(Wav.Join(Pcm.Noise(10, amplitude: 0.01f)));

        Assert.Empty(segments);
        var suppression = Assert.Single(summary.Coverage.Suppressions);
        Assert.Equal(SuppressionReasons.NoSpeech, suppression.Reason);
        Assert.Equal(summary.Coverage.Suppressed, suppression.End - suppression.Start);
    }

    [Fact]
    public async Task TranscribeAsync_WordTimestamps_AreInOrderAndSpellTheSegment()
    {
        var (segments, _) = await engine.TranscribeAsync(Wav.Join(English), new TranscriptionSettings { WordTimestamps = true });

        Assert.NotEmpty(segments);
        foreach (var segment in segments)
        {
            Assert.Equal(segment.Text, string.Join(' ', segment.Words.Select(word => word.Text)));
            Assert.All(segment.Words, word => Assert.True(word.End >= word.Start));
            Assert.Equal(segment.Words.OrderBy(word => word.Start), segment.Words);
        }
    }

    [Fact]
    public async Task TranscribeAsync_NoWordTimestamps_HasNoWords()
    {
        var (segments, _) = await engine.TranscribeAsync(Wav.Join(English));

        Assert.All(segments, segment => Assert.Empty(segment.Words));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("de")]
    [InlineData("de-AT")]
    public async Task TranscribeAsync_OneLanguage_IsForced(string code)
    {
        var (segments, summary) = await engine.TranscribeAsync(Wav.Join(German), new TranscriptionSettings { LanguageCodes = [code] });

        Assert.Equal(code[..2], summary.LanguageCode);
        Assert.All(segments, segment => Assert.Equal(code[..2], segment.LanguageCode));
    }

    [Fact]
    public async Task TranscribeAsync_SeveralLanguages_IsOneOfThem()
    {
        var (_, open) = await engine.TranscribeAsync(Wav.Join(German));
        var (_, limited) = await engine.TranscribeAsync(Wav.Join(German), new TranscriptionSettings { LanguageCodes = ["es", "fr"] });

        Assert.Equal("de", open.LanguageCode);
        Assert.Contains(limited.LanguageCode, (string[])["es", "fr"]);
    }

    [Fact]
    public async Task TranscribeAsync_Translate_WritesEnglish()
    {
        var (segments, _) = await engine.TranscribeAsync(
            Wav.Join(German), new TranscriptionSettings { Task = TranscriptionTask.Translate });

        string[] english = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
        var words = string.Join(' ', segments.Select(segment => segment.Text)).Split(' ');
        Assert.InRange(words.Count(english.Contains), words.Length * 8 / 10, words.Length);
    }

    [Fact]
    public async Task TranscribeAsync_Prompt_ReachesTheModel()
    {
        var (plain, _) = await engine.TranscribeAsync(Wav.Join(English));
        var (prompted, _) = await engine.TranscribeAsync(Wav.Join(English), new TranscriptionSettings { Prompt = "one two three" });

        // The words are the same; the confidence of the model changes.
        Assert.NotEqual(plain.Select(segment => segment.Confidence), prompted.Select(segment => segment.Confidence));
    }

    [Fact]
    public async Task TranscribeAsync_AClipAloneAndAmongSevenOthers_GivesIdenticalSegments()
    {
        var clip = Wav.Join(English);
        var (alone, _) = await engine.TranscribeAsync(clip);

        var others = Enumerable.Range(1, 7)
            .Select(i => engine.TranscribeAsync(Wav.Join(Pcm.Silence(0.3 * i), i % 2 == 0 ? English : German, English)))
            .ToArray();
        var (together, _) = await engine.TranscribeAsync(clip);
        await Task.WhenAll(others);

        Assert.Equal(alone, together, (left, right) => left with { Words = right.Words } == right);
    }

    [Fact]
    public async Task TranscribeAsync_ManyAtOnce_GivesEachItsOwn()
    {
        var results = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(i => engine.TranscribeAsync(Wav.Join(i % 2 == 0 ? English : German))));

        Assert.All(results.Where((_, i) => i % 2 == 0), result => Assert.Equal("en", result.Summary.LanguageCode));
        Assert.All(results.Where((_, i) => i % 2 == 1), result => Assert.Equal("de", result.Summary.LanguageCode));
    }

    [Fact]
    public async Task TranscribeAsync_CancelledAtTheFirstSegment_EndsAndGivesItsPlaceBack()
    {
        var audio = Wav.Join(Enumerable.Repeat(English, 40));
        for (var i = 0; i <= EngineFixture.MaxRequests; i++)
        {
            using var cancellation = new CancellationTokenSource();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.Pipeline.TranscribeAsync(
                new TranscriptionRequest { Audio = new AudioInput.Inline(audio) },
                async (_, _) => await cancellation.CancelAsync(),
                cancellation.Token));
        }

        // More requests have begun than the limit.
        var (segments, _) = await engine.TranscribeAsync(Wav.Join(English));
        Assert.NotEmpty(segments);
    }

    [Fact]
    public async Task TranscribeAsync_AClip_IsItsPartWithTheTimesOfTheWhole()
    {
        var german = TimeSpan.FromSeconds((double)German.Length / Pcm.SampleRate);
        var (alone, plain) = await engine.TranscribeAsync(Wav.Join(English));
        var clip = new AudioClip(german, plain.Coverage.Audio);

        var (part, summary) = await engine.TranscribeAsync(
            Wav.Join(German, English, German), new TranscriptionSettings { Clip = clip });

        var shift = SampleTime.Of(German.Length);
        Assert.Equal(
            alone.Select(segment => segment with { Start = segment.Start + shift, End = segment.End + shift }), part, SameTextAndTimes);
        Assert.Equal((plain.LanguageCode, plain.Coverage.Audio), (summary.LanguageCode, summary.Coverage.Audio));
        Assert.Equal(summary.Coverage.Audio, summary.Coverage.Transcribed + summary.Coverage.Suppressed + summary.Coverage.Silent);
    }

    [Fact]
    public async Task TranscribeAsync_AClipWithoutAnEnd_ReachesTheEnd()
    {
        var (part, summary) = await engine.TranscribeAsync(
            Wav.Join(Pcm.Silence(10), English), new TranscriptionSettings { Clip = new AudioClip(TimeSpan.FromSeconds(5), null) });
        Assert.NotEmpty(part);
        Assert.Equal(SampleTime.Of(English.Length) + TimeSpan.FromSeconds(5), summary.Coverage.Audio);
    }

    [Fact]
    public async Task TranscribeAsync_AClipAfterTheEnd_HasNoText()
    {
        var (part, summary) = await engine.TranscribeAsync(
            Wav.Join(English), new TranscriptionSettings { Clip = new AudioClip(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(5)) });
        Assert.Empty(part);
        Assert.Equal(TimeSpan.Zero, summary.Coverage.Audio);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(5, 45)]
    public async Task TranscribeAsync_FromAnyCheckpoint_GoesOnAsIfItHadNeverStopped(int start, int? length)
    {
        var request = new TranscriptionRequest
        {
            Audio = new AudioInput.Inline(
                Wav.Join(Pcm.Silence(3), German, Pcm.Silence(6), English, German, English, German, English, Pcm.Silence(7))),
            Settings = new()
            {
                Clip = new AudioClip(TimeSpan.FromSeconds(start), length is { } seconds ? TimeSpan.FromSeconds(seconds) : null),
            },
        };
        var whole = new List<FinishedWindow>();
        var summary = await RunAsync(TranscriptionCheckpoint.Start, whole);
        Assert.InRange(whole.Count, 3, 20);
        Assert.All(whole, window => Assert.Equal(summary.Coverage.Audio, window.AudioDuration));

        for (var done = 1; done < whole.Count; done++)
        {
            var rest = new List<FinishedWindow>();
            var resumed = await RunAsync(whole[done - 1].Checkpoint, rest);

            Assert.Equal(whole.Skip(done).Select(Outline), rest.Select(Outline));
            Assert.Equal(summary.LanguageCode, resumed.LanguageCode);
            Assert.Equal(summary.Coverage with { Suppressions = [] }, resumed.Coverage with { Suppressions = [] });
            Assert.Equal(summary.Coverage.Suppressions, resumed.Coverage.Suppressions);
        }

        async Task<TranscriptionSummary> RunAsync(TranscriptionCheckpoint resume, List<FinishedWindow> windows) =>
            await engine.Pipeline.TranscribeAsync(
                request,
                resume,
                (window, _) =>
                {
                    windows.Add(window);
                    return ValueTask.CompletedTask;
                },
                CancellationToken.None);

        static string Outline(FinishedWindow window)
        {
            var segments = window.Segments.Select(segment =>
                $"{segment.Index} {segment.Start} {segment.End} {segment.LanguageCode} {segment.Text} {segment.Confidence}");
            return $"{window.Checkpoint.EndSample} {window.Checkpoint.SegmentCount} {string.Join(" | ", segments)}";
        }
    }

    [Fact]
    public async Task TranscribeAsync_ConsumerThrows_EndsWithItsException()
    {
        var audio = new AudioInput.Inline(Wav.Join(Enumerable.Repeat(English, 10)));

        await Assert.ThrowsAsync<InvalidOperationException>(() => engine.Pipeline.TranscribeAsync(
            new TranscriptionRequest { Audio = audio },
            (_, _) => throw new InvalidOperationException("reader is gone"),
            CancellationToken.None));
    }

    [Fact]
    public async Task TranscribeAsync_MoreRequestsThanPlaces_RefusesTheRest()
    {
        using var release = new SemaphoreSlim(0);
        var held = Enumerable.Range(0, EngineFixture.MaxRequests).Select(_ => engine.Pipeline.TranscribeAsync(
            new TranscriptionRequest { Audio = new AudioInput.Inline(Wav.Join(English)) },
            async (_, cancellationToken) => await release.WaitAsync(cancellationToken),
            CancellationToken.None)).ToArray();

        var refusal = await Assert.ThrowsAsync<TranscriptionException>(() => engine.TranscribeAsync(Wav.Join(English)));
        release.Release(1_000);
        await Task.WhenAll(held);

        Assert.Equal(TranscriptionError.Overloaded, refusal.Error);
        Assert.NotNull(refusal.RetryAfter);
    }

    [Theory]
    [InlineData("nobody/knows-it", "", TranscriptionError.UnknownModel)]
    [InlineData("", "xx", TranscriptionError.UnknownLanguage)]
    public async Task TranscribeAsync_WhatTheModelsDoNotHave_IsRefused(string model, string language, TranscriptionError error)
    {
        var failure = await Assert.ThrowsAsync<TranscriptionException>(() => engine.TranscribeAsync(
            Wav.Join(English), new TranscriptionSettings { Model = model, LanguageCodes = language.Length > 0 ? [language] : [] }));

        Assert.Equal(error, failure.Error);
    }

    [Fact]
    public async Task GetAsync_TwoFirstCallersOfAModel_ShareOneLoad()
    {
        var name = engine.Models.List()[1].Description.Name;
        Assert.False(engine.Models.List()[1].Loaded);

        var loads = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => engine.Models.GetAsync(name, Caller.None, CancellationToken.None)));

        Assert.All(loads, model => Assert.Same(loads[0], model));
        Assert.True(engine.Models.List()[1].Loaded);
    }

    private static bool SameTextAndTimes(Segment left, Segment right) =>
        left.Text == right.Text
            && (left.Start - right.Start).Duration() < TimeSpan.FromMilliseconds(50)
            && (left.End - right.End).Duration() < TimeSpan.FromMilliseconds(50);
}
