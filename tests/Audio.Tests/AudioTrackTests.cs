using Transcribe.Core;

namespace Transcribe.Audio.Tests;

/// <summary>Files with several audio tracks, and the durations that files state.</summary>
public sealed class AudioTrackTests : IDisposable
{
    private const double First = 440;
    private const double Second = 880;

    private readonly AudioBench _bench = new();

    [Theory]
    [InlineData("a.mka", "-c:a flac -disposition:a:0 0 -disposition:a:1 default", Second)]
    [InlineData("b.mka", "-c:a flac -disposition:a:0 default -disposition:a:1 0", First)]
    [InlineData("c.ts", "-c:a mp2 -ac 1", First)]
    public async Task Read_NoTrackIsNamed_IsTheDefaultOneElseTheFirst(string name, string encode, double expected)
    {
        var file = await MakeAsync(name, encode);

        Assert.Equal(expected, Frequency(await _bench.ReadAsync(file)));
        Assert.Equal(expected, Frequency(await _bench.ReadLiveAsync(file)));
    }

    [Theory]
    [InlineData(0, First)]
    [InlineData(1, Second)]
    public async Task Read_TrackIsNamed_IsThatOne(int track, double expected)
    {
        var file = await MakeAsync("a.mka", "-c:a flac");

        Assert.Equal(expected, Frequency(await _bench.ReadAsync(new AudioInput.Inline(file) { Track = track })));
        Assert.Equal(expected, Frequency(await _bench.ReadLiveAsync(file, track: track)));
    }

    [Fact]
    public async Task Read_TrackDoesNotExist_IsInvalidOnEveryWay()
    {
        var file = await MakeAsync("a.mka", "-c:a flac");
        var wav = Wav.Join(new float[16_000]);
        (TranscriptionError, string) expected = (TranscriptionError.InvalidRequest, "The audio has no track 2; tracks are numbered from 0");

        foreach (var content in new[] { file, wav })
        {
            var read = await _bench.FailAsync(new AudioInput.Inline(content) { Track = 2 });
            var live = await Assert.ThrowsAsync<TranscriptionException>(() => _bench.ReadLiveAsync(content, track: 2));
            Assert.Equal(expected, (read.Error, read.Message));
            Assert.Equal(expected, (live.Error, live.Message));
        }
    }

    [Theory]
    [InlineData("a.wav", "-c:a pcm_s16le")]
    [InlineData("a.mp3", "-c:a libmp3lame")]
    [InlineData("a.m4a", "-c:a aac")]
    [InlineData("a.flac", "-c:a flac")]
    [InlineData("a.ogg", "-c:a libvorbis")]
    [InlineData("a.webm", "-c:a libopus")]
    public async Task StatedDuration_OfAFile_IsWhatItDeclaresFromTheFirstBlockOn(string name, string encode)
    {
        var file = await _bench.MakeAsync(name, $"{Tone.Source(First, 0.5, 48_000, 1, 75)} {encode}");
        await using var source = await _bench.Reader.OpenAsync(new AudioInput.Inline(file), TestContext.Current.CancellationToken);
        await using var blocks = source.ReadBlocksAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();

        Assert.True(await blocks.MoveNextAsync());

        Assert.Equal(75, source.StatedDuration!.Value.TotalSeconds, 0.1);
    }

    public void Dispose() => _bench.Dispose();

    private Task<byte[]> MakeAsync(string name, string encode) => _bench.MakeAsync(
        name, $"{Tone.Source(First, 0.5, 48_000, 1, 2)} {Tone.Source(Second, 0.5, 48_000, 1, 2)} -map 0:a -map 1:a {encode}");

    private static double Frequency(float[] samples) =>
        new[] { First, Second }.Single(hz => Tone.Fit(samples[1600..], hz).SignalToNoise > 10);
}
