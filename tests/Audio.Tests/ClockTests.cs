using Transcribe.Audio.Ffmpeg;

namespace Transcribe.Audio.Tests;

/// <summary>Times are on the clock of the file.</summary>
public sealed class ClockTests
{
    private const string Sine = "-f lavfi -i sine=frequency=440:sample_rate=48000:duration=4";

    // A tone of 14 s without what is from 2 s to 12 s.
    private const string Gap = "-f lavfi -i sine=frequency=440:sample_rate=48000:duration=14 -af aselect=lt(t\\,2)+gte(t\\,12)";

    [Theory]
    [InlineData("gap.webm", "-c:a libopus")]
    [InlineData("gap.mka", "-c:a ac3")]
    [InlineData("gap.ts", "-c:a mp2 -f mpegts")]
    public async Task ReadBlocks_OfMissingPackets_HasSilenceInTheirPlace(string name, string encode)
    {
        using var bench = new AudioBench();
        var file = await bench.MakeAsync(name, $"{Gap} {encode}");

        AssertGap(await bench.ReadAsync(file), 2, 12, 14);
        AssertGap(await bench.ReadLiveAsync(file), 2, 12, 14);
    }

    [Theory]
    [InlineData("late.mp4", "-c:v mpeg4 -c:a aac -movflags +frag_keyframe+empty_moov")]
    [InlineData("late.mkv", "-c:v mpeg4 -c:a ac3")]
    [InlineData("late.ts", "-c:v mpeg2video -c:a mp2")]
    public async Task ReadBlocks_OfAudioThatBeginsAfterTheVideo_BeginsWithSilence(string name, string encode)
    {
        using var bench = new AudioBench();
        var file = await bench.MakeAsync(name, $"-f lavfi -i testsrc=s=64x64:r=5:d=8 -itsoffset 4 {Sine} {encode}");

        AssertGap(await bench.ReadAsync(file), 0, 4, 8);
    }

    [Fact]
    public void Advance_OfAJumpOverAnHour_IgnoresItAndGoesOn()
    {
        var clock = new PacketClock(TimeSpan.FromHours(12));

        Assert.Equal(0, clock.Advance(0, 16_000));
        Assert.Equal(0, clock.Advance(3_602_000, 16_000));
        Assert.Equal(0, clock.Advance(3_603_000, 16_000));
        Assert.Equal(5 * 16_000, clock.Advance(3_609_000, 16_000));
    }

    [Fact]
    public void Advance_OfManyGaps_AddsNoMoreThanTheLimit()
    {
        var clock = new PacketClock(TimeSpan.FromHours(2));

        var silence = Enumerable.Range(0, 100).Sum(n => clock.Advance((uint)n * 1_800_000, 160));

        Assert.InRange(silence, 16_000L * 3600, 16_000L * 7200);
    }

    [Fact]
    public void Advance_OfJitterAndOfAClockThatGoesBack_AddsNothing()
    {
        var clock = new PacketClock(TimeSpan.FromHours(2));

        Assert.All(new uint[] { 0, 1099, 1950, 0, 3050 }, milliseconds => Assert.Equal(0, clock.Advance(milliseconds, 16_000)));
    }

    private static void AssertGap(float[] samples, double from, double to, double end)
    {
        Assert.Equal(end, samples.Length / 16_000.0, 0.15);
        Assert.True(Tone.Rms(samples.AsSpan(At(from + 0.1)..At(to - 0.1))) < 0.0001);
        Assert.True(Tone.Rms(samples.AsSpan(At(to + 0.1)..At(end - 0.2))) > 0.05);
        if (from > 0)
            Assert.True(Tone.Rms(samples.AsSpan(At(0.1)..At(from - 0.1))) > 0.05);
    }

    private static int At(double seconds) => (int)(seconds * 16_000);
}
