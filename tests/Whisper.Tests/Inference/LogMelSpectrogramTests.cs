using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper.Tests.Inference;

public sealed class LogMelSpectrogramTests
{
    private const int ThirtySeconds = 480_000;
    private const int Frames = LogMelSpectrogram.FrameCount;

    [Theory]
    [InlineData("speech_11s")]
    [InlineData("speech_3s")]
    [InlineData("noise_5s")]
    public void Compute_ParityClip_EqualsOpenAIs(string clip)
    {
        var expected = ReferenceTensors.Open(Repository.Shared("parity", "turbo-shaped", "expected.safetensors"));
        Assert.Equal([128, Frames], expected.Shape(clip + ".log_mel"));

        AssertClose(expected.Floats(clip + ".log_mel"), Compute(new(128), expected.Floats(clip + ".audio"), 128));
    }

    [Theory]
    [InlineData(80, ThirtySeconds)]
    [InlineData(128, ThirtySeconds)]
    [InlineData(80, ThirtySeconds - 100)]
    [InlineData(80, 4_000)]
    [InlineData(80, 1)]
    public void Compute_Noise_FollowsTheDefinition(int bins, int length)
    {
        var samples = Noise(length);

        var actual = Compute(new(bins), samples, bins);

        int[] frames = [0, 1, 2, 24, 25, 26, 27, 1500, 2997, 2998, 2999];
        var reference = new LogMelReference(bins, samples);
        // The noise is loudest in the middle, far from the edges, so a few frames there give the maximum.
        Assert.All(frames, frame => AssertClose(reference.Frame(frame, Loudest(actual)), Column(actual, frame)));
    }

    [Fact]
    public void Compute_NoSamples_IsConstant() => Assert.All(Compute(new(80), [], 80), value => Assert.Equal(-1.5f, value));

    [Fact]
    public void Compute_FewerFrames_GivesTheFirstOfAll()
    {
        var (samples, all, some) = (Noise(16_000), new float[80 * Frames], new float[80 * 200]);
        var spectrogram = new LogMelSpectrogram(80);

        spectrogram.Compute(samples, Frames, all);
        spectrogram.Compute(samples, 200, some);

        Assert.Equal(all.Chunk(Frames).SelectMany(row => row.Take(200)), some);
    }

    [Fact]
    public void Compute_ShortAfterLong_ForgetsTheLong()
    {
        var reused = new LogMelSpectrogram(80);
        Compute(reused, Noise(ThirtySeconds), 80);

        Assert.Equal(Compute(new(80), Noise(20_000), 80), Compute(reused, Noise(20_000), 80));
    }

    [Fact]
    public void Compute_AgainAndAgain_AllocatesNothing()
    {
        var spectrogram = new LogMelSpectrogram(80);
        var (samples, destination) = (Noise(ThirtySeconds), new float[80 * Frames]);
        spectrogram.Compute(samples, Frames, destination);

        var before = GC.GetAllocatedBytesForCurrentThread();
        spectrogram.Compute(samples, Frames, destination);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Compute_MoreThanThirtySeconds_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new LogMelSpectrogram(80).Compute(new float[ThirtySeconds + 1], Frames, new float[80 * Frames]));

    private static float[] Compute(LogMelSpectrogram spectrogram, float[] samples, int bins)
    {
        var destination = new float[bins * Frames];
        spectrogram.Compute(samples, Frames, destination);
        return destination;
    }

    private static float[] Noise(int length) => Pcm.Noise((double)length / Pcm.SampleRate, amplitude: 0.25f, seed: 7);

    // This inverts the last step, (x + 4) / 4, for the largest value.
    private static double Loudest(float[] spectrogram) => (spectrogram.Max() * 4) - 4;

    private static float[] Column(float[] spectrogram, int frame) =>
        [.. Enumerable.Range(0, spectrogram.Length / Frames).Select(bin => spectrogram[(bin * Frames) + frame])];

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }
}
