using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Transcribe.Transcription.Windows;

namespace Transcribe.Transcription.Tests.Windows;

public sealed class WindowCutterTests
{
    private const int ThirtySeconds = 30 * Pcm.SampleRate;

    [Fact]
    public async Task CutAsync_NoSamples_YieldsNothing() => Assert.Empty(await CutAsync([]));

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(16_001)]
    public async Task CutAsync_OnlySilence_IsOneSilence(int samples) =>
        Assert.Equal([new AudioSpan.Silence(0, samples)], await CutAsync(new float[samples]));

    [Theory]
    [InlineData(1)]
    [InlineData(1_600)]
    [InlineData(ThirtySeconds)]
    public async Task CutAsync_SpeechOfAtMostThirtySeconds_IsOneWindow(int samples)
    {
        var speech = Pcm.Noise(30)[..samples];

        Assert.Equal(speech, Assert.IsType<AudioSpan.Window>(Assert.Single(await CutAsync(speech))).Samples);
    }

    [Fact]
    public async Task CutAsync_SilenceAroundSpeech_KeepsALittleOfIt()
    {
        var spans = await CutAsync([.. Pcm.Silence(2), .. Pcm.Noise(3), .. Pcm.Silence(1)]);

        Assert.Equal([("silence", 1.8), ("window", 3.5), ("silence", 0.7)], Outline(spans));
    }

    [Fact]
    public async Task CutAsync_LongSilenceInSpeech_EndsTheWindow()
    {
        var spans = await CutAsync([.. Pcm.Noise(4), .. Pcm.Silence(5), .. Pcm.Noise(2), .. Pcm.Silence(4.9), .. Pcm.Noise(1)]);

        Assert.Equal([("window", 4.3), ("silence", 4.5), ("window", 8.1)], Outline(spans));
    }

    [Fact]
    public async Task CutAsync_QuietSpeech_IsNotSilence()
    {
        // -66 dBFS is quieter than any pause in the recordings that the floor was chosen by.
        var spans = await CutAsync(Pcm.Noise(20, amplitude: 0.00087f));

        Assert.Equal([("window", 20.0)], Outline(spans));
    }

    [Fact]
    public async Task CutAsync_SilenceOfAPhoneCall_IsSilence()
    {
        // A-law has no zero. Its smallest step is 8 of 32768.
        var spans = await CutAsync([.. Enumerable.Range(0, 16_000).Select(i => (i % 3 == 0 ? -8 : 8) / 32768f)]);

        Assert.Equal([("silence", 1.0)], Outline(spans));
    }

    [Theory]
    [InlineData(20.5)]
    [InlineData(24.37)]
    [InlineData(29.8)]
    public async Task CutAsync_APauseNearTheLimit_IsCutInTheMiddle(double pause)
    {
        var spans = await CutAsync([.. Pcm.Noise(pause), .. Pcm.Noise(0.1, amplitude: 0.002f), .. Pcm.Noise(20)]);

        Assert.Equal([("window", Math.Round(pause + 0.05, 3)), ("window", Math.Round(20.05, 3))], Outline(spans));
    }

    [Fact]
    public async Task CutAsync_DigitalPausesInLongSpeech_CutsInTheLastAndLeavesItsSilenceOut()
    {
        var spans = await CutAsync([.. Pcm.Noise(21), .. Pcm.Silence(1), .. Pcm.Noise(5), .. Pcm.Silence(1), .. Pcm.Noise(8)]);

        Assert.Equal([("window", 27.3), ("silence", 0.5), ("window", 8.2)], Outline(spans));
    }

    [Theory]
    [InlineData(30.001)]
    [InlineData(30.1)]
    [InlineData(30.7)]
    public async Task CutAsync_PauseShortlyBeforeTheEnd_LeavesNoTinyWindow(double seconds)
    {
        var spans = await CutAsync([.. Pcm.Noise(29.7), .. Pcm.Noise(0.1, amplitude: 0.002f), .. Pcm.Noise(seconds - 29.8)]);

        Assert.All(spans, span => Assert.InRange(Assert.IsType<AudioSpan.Window>(span).Length, (0.99 * Pcm.SampleRate) - 1, ThirtySeconds));
    }

    [Fact]
    public async Task CutAsync_SilenceAfterThirtySeconds_LeavesTheSpeechWhole()
    {
        var spans = await CutAsync([.. Pcm.Noise(29.95), .. Pcm.Silence(0.6)]);

        Assert.Equal([("window", 30.0), ("silence", 0.55)], Outline(spans));
    }

    [Fact]
    public async Task CutAsync_SpeechWithoutPause_IsCutWhereItIsQuietest()
    {
        var speech = Pcm.Noise(100);

        var starts = (await CutAsync(speech)).Select(span => span.Start);

        Assert.Equal(QuietestStarts(speech), starts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task CutAsync_AnyAudioInAnyBlocks_LosesNothing(int seed)
    {
        var audio = SpeechAndPauses(seed);

        var spans = await CutAsync(audio);

        AssertCovers(audio, spans);
        foreach (var maximumSize in new[] { 50, 3_000, 600_000 })
            Assert.Equal(Outline(spans), Outline(await CutAsync(audio, maximumSize, seed)));
    }

    [Fact]
    public async Task CutAsync_AnHour_ReadsAndKeepsNoMoreThanAWindow()
    {
        var blocks = new List<WeakReference>();
        var end = 0L;
        await foreach (var span in Cutter().CutAsync(Seconds(3600, blocks)))
        {
            end = span.Start + span.Length;
            // The earliest cut is at 20 s, and the cutter looks ahead up to 31 s.
            Assert.InRange(blocks.Count - (end / Pcm.SampleRate), 0, 12);
        }

        GC.Collect();
        Assert.Equal(3600L * Pcm.SampleRate, end);
        Assert.InRange(blocks.Count(block => block.IsAlive), 0, 3);
    }

    [Fact]
    public async Task CutAsync_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        var spans = Cutter().CutAsync(Seconds(3600, []), cancellationToken: source.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var span in spans)
                await source.CancelAsync();
        });
    }

    private static WindowCutter Cutter() => new(Options.Create(new WindowingOptions()));

    private static async Task<List<AudioSpan>> CutAsync(float[] samples, int maximumBlock = 5_000, int seed = 0) =>
        await Cutter().CutAsync(Blocks.Of(samples, maximumBlock, seed)).ToListAsync();

    private static IEnumerable<(string Kind, double Seconds)> Outline(IEnumerable<AudioSpan> spans) =>
        spans.Select(span => (span is AudioSpan.Window ? "window" : "silence", Math.Round((double)span.Length / Pcm.SampleRate, 3)));

    // The program that measured the bundled model cuts in the middle of the quietest tenth of a second of the last ten seconds.
    private static IEnumerable<long> QuietestStarts(float[] samples)
    {
        var start = 0;
        yield return start;
        while (samples.Length - start > ThirtySeconds)
        {
            var tail = start + (20 * Pcm.SampleRate);
            var quietest = Enumerable.Range(0, 991).MinBy(step => samples.Skip(tail + (step * 160)).Take(1_600).Sum(x => (double)x * x));
            start = tail + 800 + (160 * quietest);
            yield return start;
        }
    }

    private static float[] SpeechAndPauses(int seed)
    {
        var random = new Random(seed);
        var parts = Enumerable.Range(0, 12).Select(i => random.Next(3) switch
        {
            0 => Pcm.Silence(random.NextDouble() * 12),
            1 => Pcm.Noise(random.NextDouble() * 2, 0.001f, i),
            _ => Pcm.Noise(random.NextDouble() * 40, 0.2f, i),
        });
        return [.. parts.SelectMany(part => part)];
    }

    private static void AssertCovers(float[] audio, IEnumerable<AudioSpan> spans)
    {
        var end = 0L;
        foreach (var span in spans)
        {
            Assert.Equal(end, span.Start);
            Assert.NotEqual(0, span.Length);
            end += span.Length;
            var covered = audio[(int)span.Start..(int)end];
            if (span is AudioSpan.Window window)
                Assert.Equal(covered, window.Samples);
            else
                Assert.All(covered, sample => Assert.Equal(0, sample));
        }

        Assert.Equal(audio.Length, end);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<float>> Seconds(
        int count,
        List<WeakReference> given,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var noise = Pcm.Noise(60);
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            var second = noise.AsSpan(i % 60 * Pcm.SampleRate, Pcm.SampleRate).ToArray();
            given.Add(new(second));
            yield return second;
        }
    }
}
