using Transcribe.Core;

namespace Transcribe.Audio.Tests;

/// <summary>A recording that was stopped at once is empty on every way in, and is not an error.</summary>
public sealed class EmptyRecordingTests
{
    [Fact]
    public async Task Read_OfAWavWithoutSamples_YieldsNothing() => await AssertEmptyAsync(Wav.Join());

    [Theory]
    [InlineData("a.webm", "-c:a libopus")]
    [InlineData("a.mka", "-c:a flac")]
    public async Task Read_OfAHeaderWithoutClusters_YieldsNothing(string name, string encode)
    {
        using var bench = new AudioBench();
        var file = await bench.MakeAsync(name, $"{Tone.Source(440, 0.5, 48_000, 1, 1)} {encode}");
        // The id of a cluster (RFC 9559, 5.1.3).
        var cluster = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x1F, 0x43, 0xB6, 0x75]);

        await AssertEmptyAsync(file[..cluster]);
    }

    [Theory]
    [InlineData("wav-header-without-samples.wav")]
    [InlineData("webm-header-without-clusters.webm")]
    public async Task Read_OfRealOnes_YieldsNothing(string name) =>
        await AssertEmptyAsync(await File.ReadAllBytesAsync(Repository.Shared("cases", name)));

    [Fact]
    public async Task Read_OfText_IsUnreadableOnEveryWay()
    {
        using var bench = new AudioBench();
        var text = "no audio at all\n"u8.ToArray();

        var file = await bench.FailAsync(text);
        var live = await Assert.ThrowsAsync<TranscriptionException>(() => bench.ReadLiveAsync(text));

        Assert.Equal((TranscriptionError.AudioUnreadable, file.Message), (live.Error, live.Message));
    }

    private static async Task AssertEmptyAsync(byte[] file)
    {
        using var bench = new AudioBench();

        Assert.Empty(await bench.ReadAsync(file));
        Assert.Empty(await bench.ReadLiveAsync(file));
    }
}
