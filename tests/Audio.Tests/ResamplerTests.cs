using Transcribe.Audio.Pcm;

namespace Transcribe.Audio.Tests;

public sealed class ResamplerTests
{
    [Theory]
    [InlineData(8000, 3500)]
    [InlineData(11025, 4900)]
    [InlineData(22050, 7100)]
    [InlineData(44100, 440)]
    [InlineData(44100, 7100)]
    [InlineData(44056, 7100)]
    [InlineData(48000, 7100)]
    [InlineData(95999, 7100)]
    public void Process_OfAToneInThePassBand_KeepsLevelAndPhase(int rate, double hz)
    {
        var fit = Tone.Fit(Resample(Tone.Samples(hz, 0.5, rate, seconds: 3), rate), hz);

        Assert.Equal(0.5, fit.Amplitude, 0.0005);
        Assert.Equal(0, fit.Phase, 0.0005);
        Assert.True(fit.SignalToNoise > 80, $"{fit.SignalToNoise:F1} dB");
    }

    [Theory]
    [InlineData(22050, 8050)]
    [InlineData(44100, 8050)]
    [InlineData(44100, 15000)]
    [InlineData(44056, 9000)]
    [InlineData(48000, 12000)]
    [InlineData(96000, 40000)]
    public void Process_OfAToneAboveHalfTheOutputRate_LeavesNoAlias(int rate, double hz)
    {
        var output = Resample(Tone.Samples(hz, 1, rate, seconds: 1), rate);

        var level = 20 * Math.Log10(Tone.Rms(output.AsSpan(1600..^1600)) * Math.Sqrt(2));
        Assert.True(level < -80, $"{level:F1} dB");
    }

    [Fact]
    public void Process_AfterMinutes_HasNotDrifted()
    {
        const int rate = 44100;
        var output = Resample(Tone.Samples(1000, 0.5, rate, seconds: 240), rate);

        var fit = Tone.Fit(output[^32_000..], 1000);

        Assert.Equal(240 * 16000, output.Length);
        Assert.Equal(0, fit.Phase, 0.0005);
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(44100)]
    [InlineData(48000)]
    [InlineData(44056)]
    public void Process_OfInputCutAnywhere_YieldsTheSame(int rate)
    {
        var random = new Random(3);
        var input = Tone.Samples(1234, 0.7, rate, seconds: 0.5);
        var resampler = new Resampler(rate);
        List<float> output = [];

        for (var at = 0; at < input.Length;)
        {
            var cut = Math.Min(input.Length, at + random.Next(0, 700));
            output.AddRange(resampler.Process(input[at..cut]));
            at = cut;
        }

        output.AddRange(resampler.Flush());
        Assert.Equal(Resample(input, rate), output);
    }

    [Theory]
    [InlineData(8000, 1, 2)]
    [InlineData(44100, 441, 160)]
    [InlineData(44100, 442, 161)]
    [InlineData(48000, 1, 1)]
    [InlineData(96000, 0, 0)]
    public void Flush_AfterAnyLength_HasYieldedInputTimesRatioRoundedUp(int rate, int input, int expected) =>
        Assert.Equal(expected, Resample(new float[input], rate).Length);

    [Fact]
    public async Task Process_OfSpeech_AgreesWithFfmpeg()
    {
        using var bench = new AudioBench();
        await bench.MakeAsync("a.wav", $"-i {Repository.Sample("digits-en.mp3")} -ac 1 -ar 44100 -c:a pcm_f32le");
        var ours = await bench.ReadAsync(await File.ReadAllBytesAsync(bench.PathOf("a.wav")));
        var theirs = await FfmpegTool.DecodeAsync(bench.PathOf("a.wav"));

        var length = Math.Min(ours.Length, theirs.Length);
        var difference = ours.Take(length).Zip(theirs.Take(length), (a, b) => a - b).ToArray();

        Assert.Equal(theirs.Length, ours.Length, 1.0);
        var below = 20 * Math.Log10(Tone.Rms(theirs) / Tone.Rms(difference));
        Assert.True(below > 50, $"{below:F1} dB");
    }

    private static float[] Resample(float[] input, int rate)
    {
        var resampler = new Resampler(rate);
        return [.. resampler.Process(input), .. resampler.Flush()];
    }
}
