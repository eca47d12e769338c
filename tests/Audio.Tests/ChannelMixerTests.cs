using Transcribe.Audio.Pcm;
using Transcribe.Core;

namespace Transcribe.Audio.Tests;

/// <summary>Several channels become one that has what any of them has.</summary>
public sealed class ChannelMixerTests
{
    private const int Rate = 16_000;
    private const string Tone440 = "0.5*sin(2*PI*440*t)";

    public static TheoryData<string, string> Inverted
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var second in new[] { "-0.5", "-0.49" })
            {
                foreach (var encode in new[] { "a.wav", "a.flac", "a.mka", "a.ts" })
                    data.Add(encode, $"{Tone440}|{second}*sin(2*PI*440*t)");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Inverted))]
    public async Task ReadBlocks_OfChannelsThatCancel_YieldsTheLouderOne(string name, string channels)
    {
        using var bench = new AudioBench();
        var file = await bench.MakeAsync(name, $"-f lavfi -i aevalsrc={channels}:s=16000:d=2");

        AssertTone(await bench.ReadAsync(file), Rate, 0.5, minimumDecibels: 20);
        AssertTone(await bench.ReadLiveAsync(file), Rate, 0.5, minimumDecibels: 20);
    }

    [Fact]
    public async Task Decode_OfPcmWhoseChannelsCancel_YieldsTheLouderOne()
    {
        using var bench = new AudioBench();
        var pcm = await bench.MakeAsync("a.raw", $"-f lavfi -i aevalsrc={Tone440}|-{Tone440}:s=48000:d=2 -f s16le");

        AssertTone(await bench.ReadLiveAsync(pcm, new PcmFormat(PcmEncoding.Linear16, 48_000, 2)), Rate, 0.5, minimumDecibels: 60);
    }

    [Fact]
    public void Mix_OfOneSideOnly_IsHalfOfIt()
    {
        var mono = Mix(Interleave(Tone.Samples(440, 0.5, Rate, 1), new float[Rate]), 2, 1000);

        AssertTone(mono, Rate, 0.25, minimumDecibels: 90);
    }

    [Fact]
    public void Mix_OfTheCentreOfSixChannels_IsTakenWithItsWeight()
    {
        var silent = new float[Rate];
        var centre = Tone.Samples(440, 0.5, Rate, 1);

        var mono = Mix(Interleave(silent, silent, centre, silent, silent, silent), 6, 1200);

        // 1 / (1 + 2 · √½ + 2 · ½), the weights of ITU-R BS.775.
        AssertTone(mono, Rate, 0.5 / 3.4142, minimumDecibels: 90);
    }

    [Fact]
    public void Mix_OfChannelsThatBeginToCancel_HasNoClickAndLosesLittle()
    {
        var left = Tone.Samples(440, 0.5, Rate, 2);
        float[] right = [.. left.Select((sample, n) => n < Rate ? sample : -sample)];

        var mono = Mix(Interleave(left, right), 2, 1000);

        // The steepest step of the tone is 0.5 · 2π · 440 / 16,000 = 0.086. The input itself jumps nowhere: the sample at 1 s is 0.
        Assert.True(mono.Zip(mono.Skip(1), (a, b) => Math.Abs(a - b)).Max() < 0.1);
        Assert.Equal(0.5, Tone.Fit(mono[..Rate], 440).Amplitude, 0.001);
        Assert.Equal(0.5, Tone.Fit(mono[(Rate + (Rate / 2))..], 440).Amplitude, 0.001);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(322)]
    [InlineData(100_000)]
    public void Mix_OfBlocksOfAnySize_IsTheSame(int block)
    {
        var left = Transcribe.Tests.Pcm.Noise(2.001);
        float[] right = [.. left.Select((sample, n) => n % 5000 < 2500 ? sample : -sample)];
        var input = Interleave(left, right);

        Assert.Equal(Mix(input, 2, 640), Mix(input, 2, block));
        Assert.Equal(left.Length, Mix(input, 2, block).Length);
    }

    [Theory]
    [InlineData("nine.wav", "-c:a pcm_s16le")]
    [InlineData("nine.caf", "-c:a pcm_s24be")]
    public async Task ReadBlocks_OfMoreThanEightChannels_SaysSo(string name, string encode)
    {
        using var bench = new AudioBench();
        var file = await bench.MakeAsync(name, $"{Tone.Source(440, 0.5, Rate, 9, 1)} {encode}");

        var failure = await bench.FailAsync(file);
        var live = await Assert.ThrowsAsync<TranscriptionException>(() => bench.ReadLiveAsync(file));

        Assert.Equal(TranscriptionError.AudioUnreadable, failure.Error);
        Assert.Equal("The audio has 9 channels; at most 8 are accepted", failure.Message);
        Assert.Equal((failure.Error, failure.Message), (live.Error, live.Message));
    }

    private static float[] Mix(float[] interleaved, int channels, int block)
    {
        var mixer = new ChannelMixer(channels, Rate);
        return [.. interleaved.Chunk(block).SelectMany(mixer.Mix), .. mixer.Flush()];
    }

    private static float[] Interleave(params float[][] channels) =>
        [.. Enumerable.Range(0, channels[0].Length).SelectMany(n => channels.Select(channel => channel[n]))];

    private static void AssertTone(float[] samples, int rate, double amplitude, double minimumDecibels)
    {
        // Filters need a moment at the start.
        var fit = Tone.Fit(samples[(rate / 10)..], 440, rate);
        Assert.Equal(amplitude, fit.Amplitude, 0.01);
        Assert.True(fit.SignalToNoise > minimumDecibels, $"{fit.SignalToNoise:F1} dB");
    }
}
