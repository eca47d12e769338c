using Transcribe.Core;
using Transcribe.Transcription.Live.Speech;

namespace Transcribe.Transcription.Tests.Live;

public sealed class UtteranceStreamTests
{
    [Fact]
    public void Append_SpeechBetweenPauses_IsOneUtteranceWithALittleAround()
    {
        var changes = Run([.. Pcm.Silence(1), .. Pcm.Noise(2), .. Pcm.Silence(1)]);

        Assert.Collection(
            changes,
            change => Assert.Equal(1, Seconds(Assert.IsType<SpeechChange.Began>(change).At), 0.02),
            change => Assert.Equal(3, Seconds(Assert.IsType<SpeechChange.Ended>(change).At), 0.02),
            change => AssertSpan(0.7, 3.3, Assert.IsType<SpeechChange.Uttered>(change).Utterance));
    }

    [Fact]
    public void Append_PauseShorterThanTheTimeout_StaysInTheUtterance()
    {
        float[] samples = [.. Pcm.Silence(1), .. Pcm.Noise(1), .. Pcm.Silence(0.55), .. Pcm.Noise(1.45), .. Pcm.Silence(1)];

        AssertSpan(0.7, 4.3, Assert.Single(Utterances(Run(samples))));
    }

    [Fact]
    public void Append_PauseOfTheTimeout_EndsTheUtteranceBeforeTheStreamDoes()
    {
        var stream = Create();
        var changes = stream.Append(new float[16_000])
            .Concat(stream.Append(Pcm.Noise(1)))
            .Concat(stream.Append(new float[(int)(0.61 * 16_000)]))
            .ToArray();

        Assert.Single(Utterances(changes));
        Assert.False(stream.IsOpen);
    }

    [Fact]
    public void Append_SilenceOrAClick_IsNothing()
    {
        Assert.Empty(Run(Pcm.Silence(10)));
        Assert.Empty(Run([.. Pcm.Silence(2), .. Pcm.Noise(0.02), .. Pcm.Silence(2)]));
    }

    [Fact]
    public void Append_SpeechFromTheFirstSample_LosesNone() =>
        AssertSpan(0, 2.3, Assert.Single(Utterances(Run([.. Syllables(8), .. Pcm.Silence(1)]))), tolerance: 0.06);

    [Fact]
    public void End_InTheMiddleOfAWord_GivesIt() =>
        AssertSpan(0.7, 1.2, Assert.Single(Utterances(Run([.. Pcm.Silence(1), .. Pcm.Noise(0.2)]))));

    [Fact]
    public void End_JustAfterAWordBegan_GivesIt() =>
        AssertSpan(0.7, 1.03, Assert.Single(Utterances(Run([.. Pcm.Silence(1), .. Pcm.Noise(0.03)]))));

    [Fact]
    public void Append_SpeechWithoutAPauseFor90Seconds_IsCutAtItsQuietestPointsAndLosesNothing()
    {
        // The syllables last a fifth of a second with short gaps. One of them is missing every 25 s.
        var speech = Enumerable.Range(0, 360)
            .SelectMany(
                quarter => (float[])[.. Pcm.Noise(0.2, quarter % 100 == 98 ? 0.0005f : 0.1f, quarter), .. Pcm.Noise(0.05, 0.001f, quarter)])
            .ToArray();
        var utterances = Utterances(Run(speech));

        Assert.Equal(0, utterances[0].Start);
        Assert.Equal(speech, utterances.SelectMany(utterance => utterance.Samples));
        Assert.All(utterances, utterance => Assert.InRange(utterance.Samples.Length, 1, 28 * 16_000));
        Assert.Equal([24.6, 49.6, 74.6], utterances.SkipLast(1).Select(utterance => Math.Round(Seconds(utterance.End), 1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(160)]
    [InlineData(100_000)]
    public void Append_BlocksOfAnySize_GiveTheSame(int size)
    {
        float[] samples = [.. Pcm.Silence(0.5), .. Pcm.Noise(1.3), .. Pcm.Silence(0.9), .. Pcm.Noise(0.7), .. Pcm.Silence(0.2)];
        var stream = Create();
        var changes = samples.Chunk(size).SelectMany(block => stream.Append(block).ToArray()).Concat(stream.End()).ToArray();

        Assert.Equal(Run(samples).Select(Describe), changes.Select(Describe));
    }

    [Fact]
    public void Append_SteadyNoise_IsVoiceForThreeSecondsAtMost()
    {
        var changes = Run([.. Pcm.Silence(3), .. Pcm.Noise(30, 0.02f)]);

        AssertSpan(2.7, 6.5, Assert.Single(Utterances(changes)), tolerance: 0.6);
    }

    [Fact]
    public void Append_StreamThatBeginsInNoise_EndsItsFirstUtteranceAtThePause()
    {
        // The samples have the noise of a cheap microphone from the start, two words, and a pause within the first three seconds.
        var samples = Pcm.Noise(4, 0.005f);
        foreach (var (from, seed) in new[] { (0.3, 2), (0.7, 3), (3.0, 4) })
        {
            var word = Pcm.Noise(0.3, 0.1f, seed);
            for (var i = 0; i < word.Length; i++)
                samples[(int)(from * Pcm.SampleRate) + i] += word[i];
        }

        var utterances = Utterances(Run(samples));

        Assert.Equal(2, utterances.Length);
        Assert.InRange(Seconds(utterances[0].End), 1, 1.4);
    }

    [Fact]
    public void Append_VoiceInNoise_IsFound()
    {
        var noise = Pcm.Noise(12, 0.003f);
        var voice = Pcm.Noise(2, 0.05f, seed: 2);
        for (var i = 0; i < voice.Length; i++)
            noise[(8 * 16_000) + i] += voice[i];

        Assert.Contains(
            Utterances(Run(noise)),
            utterance => Math.Abs(Seconds(utterance.Start) - 7.7) < 0.1 && Math.Abs(Seconds(utterance.End) - 10.3) < 0.1);
    }

    [Fact]
    public void Finish_InTheMiddleOfSpeech_EndsTheUtteranceAndLosesNothing()
    {
        var stream = Create();
        var speech = Syllables(8);
        var first = stream.Append(speech.AsMemory(0, 19_200)).Concat(stream.Finish()).ToArray();
        var rest = stream.Append(speech.AsMemory(19_200)).Concat(stream.End()).ToArray();

        Assert.Collection(
            first,
            change => Assert.IsType<SpeechChange.Began>(change),
            change => Assert.Equal(19_200, Assert.IsType<SpeechChange.Ended>(change).At),
            change => Assert.Equal(19_200, Assert.IsType<SpeechChange.Uttered>(change).Utterance.End));
        Assert.Equal(speech, Utterances([.. first, .. rest]).SelectMany(utterance => utterance.Samples));
    }

    [Fact]
    public void Finish_WithinAFrame_LeavesItToTheNextUtterance()
    {
        var stream = Create();
        var speech = Pcm.Noise(1);
        var first = Assert.Single(Utterances([.. stream.Append(speech.AsMemory(0, 8_100)).Concat(stream.Finish())]));
        var rest = Utterances([.. stream.Append(speech.AsMemory(8_100)).Concat(stream.End())]);

        Assert.Equal(8_000, first.End);
        Assert.Equal(8_000, rest[0].Start);
        Assert.Equal(16_000, rest[^1].End);
    }

    [Fact]
    public void Finish_InSilence_IsNothing()
    {
        var stream = Create();
        Assert.Empty(stream.Append(Pcm.Silence(2)).Concat(stream.Finish()).ToArray());
    }

    [Fact]
    public void Clear_InTheMiddleOfSpeech_DropsIt()
    {
        var stream = Create();
        Assert.Single(stream.Append(Syllables(8)).ToArray());

        Assert.True(stream.Clear());
        Assert.False(stream.IsSpeaking);
        Assert.False(stream.Clear());

        float[] next = [.. Pcm.Silence(1), .. Pcm.Noise(1)];
        AssertSpan(2.7, 4, Assert.Single(Utterances([.. stream.Append(next), .. stream.End()])));
    }

    [Fact]
    public void Append_ManualMode_EndsAtNoPause()
    {
        float[] samples = [.. Pcm.Silence(5), .. Pcm.Noise(1), .. Pcm.Silence(4), .. Pcm.Noise(1), .. Pcm.Silence(4)];

        AssertSpan(4.7, 11.3, Assert.Single(Utterances(Run(samples, Manual))));
    }

    [Fact]
    public void Append_ManualModeAndAnHourOfSilenceAfterSpeech_IsOneUtteranceWithoutTheSilence()
    {
        float[] samples = [.. Pcm.Noise(1), .. Pcm.Silence(100)];

        AssertSpan(0, 1.3, Assert.Single(Utterances(Run(samples, Manual))));
    }

    [Fact]
    public void Append_MaxUtterance_CutsBeforeItsEnd()
    {
        var utterances = Utterances(Run(Syllables(80), new Endpointing { MaxUtterance = TimeSpan.FromSeconds(7) }));

        Assert.All(utterances.SkipLast(1), utterance => Assert.InRange(Seconds(utterance.Samples.Length), 5, 7));
        Assert.Equal(20, utterances.Sum(utterance => Seconds(utterance.Samples.Length)), 0.06);
    }

    [Fact]
    public void Append_PauseAfterACut_EndsWithAnEmptyUtterance()
    {
        // The utterance is cut in the pause, which goes on until it is long enough.
        float[] samples = [.. Syllables(76), .. Pcm.Silence(2), .. Syllables(4)];
        var changes = Run(
            samples, new Endpointing { SpeechEndTimeout = TimeSpan.FromSeconds(1.5), MaxUtterance = TimeSpan.FromSeconds(20) });

        Assert.Empty(Utterances(changes)[1].Samples);
        Assert.Equal(2, changes.OfType<SpeechChange.Ended>().Count());
        Assert.Equal(3, Utterances(changes).Length);
    }

    [Fact]
    public void Append_PrefixPadding_IsBeforeTheFirstVoice()
    {
        float[] samples = [.. Pcm.Silence(3), .. Pcm.Noise(1), .. Pcm.Silence(1)];

        AssertSpan(3, 4.3, Assert.Single(Utterances(Run(samples, new Endpointing { PrefixPadding = TimeSpan.Zero }))));
        AssertSpan(1, 4.3, Assert.Single(Utterances(Run(samples, new Endpointing { PrefixPadding = TimeSpan.FromSeconds(2) }))));
    }

    [Fact]
    public void Append_Threshold_DecidesWhatIsVoice()
    {
        // 12 dB above the background.
        float[] samples = [.. Pcm.Noise(4, 0.01f), .. Pcm.Noise(1, 0.04f, seed: 2), .. Pcm.Noise(2, 0.01f, seed: 3)];

        Assert.Contains(Utterances(Run(samples)), utterance => Seconds(utterance.End) > 5);
        Assert.DoesNotContain(Utterances(Run(samples, new Endpointing { Threshold = 0.9f })), utterance => Seconds(utterance.End) > 5);
    }

    /// <summary>Returns syllables of a fifth of a second with short gaps.</summary>
    private static float[] Syllables(int count) =>
        [.. Enumerable.Range(0, count).SelectMany(seed => (float[])[.. Pcm.Noise(0.2, 0.1f, seed), .. Pcm.Noise(0.05, 0.001f, seed)])];

    private static UtteranceStream Create(Endpointing? endpointing = null) => new(new LevelDetector(), endpointing ?? new Endpointing());

    private static Endpointing Manual { get; } = new() { SpeechEndTimeout = null };

    private static SpeechChange[] Run(float[] samples, Endpointing? endpointing = null)
    {
        var stream = Create(endpointing);
        return [.. stream.Append(samples).ToArray(), .. stream.End()];
    }

    private static Utterance[] Utterances(IEnumerable<SpeechChange> changes) =>
        [.. changes.OfType<SpeechChange.Uttered>().Select(change => change.Utterance)];

    private static string Describe(SpeechChange change) => change is SpeechChange.Uttered { Utterance: var utterance }
        ? $"{utterance.Start}: {string.Join(' ', utterance.Samples)}"
        : change.ToString();

    private static double Seconds(long samples) => samples / 16_000.0;

    private static void AssertSpan(double start, double end, Utterance utterance, double tolerance = 0.03)
    {
        Assert.Equal(start, Seconds(utterance.Start), tolerance);
        Assert.Equal(end, Seconds(utterance.End), tolerance);
    }
}
