using System.Text;
using Transcribe.Core;

namespace Transcribe.Audio.Tests;

/// <summary>Files that are not audio, name other files, or state a smaller size than they have.</summary>
public sealed class HostileFileTests
{
    public static TheoryData<string> Playlists => new(
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{0}\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXTINF:10,\nfile://{0}\n",
        "ffconcat version 1.0\nfile '{0}'\n",
        "ffconcat version 1.0\noption safe 0\nfile {0}\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
        "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\"><Period><AdaptationSet mimeType=\"audio/mp4\">"
            + "<Representation id=\"1\"><BaseURL>{0}</BaseURL></Representation></AdaptationSet></Period></MPD>",
        "[Reference]\nRef1=file://{0}\n",
        "RTSPtext\nrtsp://127.0.0.1/a\n");

    [Theory]
    [MemberData(nameof(Playlists))]
    public async Task ReadBlocks_OfAPlaylistThatNamesALocalFile_IsUnreadable(string playlist)
    {
        using var bench = new AudioBench();
        await bench.MakeAsync("secret.mp4", $"{Tone.Source(440, 0.5, 44100, 1, 1)} -c:a aac");

        var failure = await bench.FailAsync(
            Encoding.UTF8.GetBytes(playlist.Replace("{0}", bench.PathOf("secret.mp4"), StringComparison.Ordinal)));

        Assert.Equal(TranscriptionError.AudioUnreadable, failure.Error);
        AssertTellsNothing(failure, bench);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(300_000)]
    public async Task ReadBlocks_OfRandomBytes_IsUnreadable(int length)
    {
        using var bench = new AudioBench();
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);

        var failure = await bench.FailAsync(bytes);

        Assert.Equal(TranscriptionError.AudioUnreadable, failure.Error);
        AssertTellsNothing(failure, bench);
        Assert.Empty(bench.Spooled);
    }

    [Fact]
    public async Task ReadBlocks_OfText_IsUnreadable()
    {
        using var bench = new AudioBench();

        var failure = await bench.FailAsync(
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<html><body>Not found</body></html>\n", 100))));

        Assert.Equal(TranscriptionError.AudioUnreadable, failure.Error);
    }

    [Fact]
    public async Task Open_OfNothing_IsUnreadable()
    {
        using var bench = new AudioBench();

        var failure = await bench.FailAsync([]);

        Assert.Equal(TranscriptionError.AudioUnreadable, failure.Error);
        Assert.Equal("The audio is empty", failure.Message);
    }

    [Theory]
    [InlineData("a.png", "-frames:v 1", "The data is not audio in a format that is accepted")]
    [InlineData("a.jpg", "-frames:v 1", "The data is not audio in a format that is accepted")]
    [InlineData("silent.mp4", "-c:v mpeg4", "The data holds no audio")]
    public async Task ReadBlocks_OfPicturesAlone_SaysThatThereIsNoAudio(string name, string encode, string message)
    {
        using var bench = new AudioBench();
        var file = await bench.MakeAsync(name, $"-f lavfi -i testsrc=s=64x64:r=5:d=1 {encode}");

        var failure = await bench.FailAsync(file);

        Assert.Equal(TranscriptionError.AudioUnreadable, failure.Error);
        Assert.Equal(message, failure.Message);
    }

    [Fact]
    public async Task ReadBlocks_OfAnM4aWithoutItsIndex_IsUnreadable()
    {
        using var bench = new AudioBench();
        var file = await bench.MakeAsync("a.m4a", $"{Tone.Source(440, 0.5, 44100, 1, 2)} -c:a aac");

        var failure = await bench.FailAsync(file[..(file.Length / 2)]);

        Assert.Equal(TranscriptionError.AudioUnreadable, failure.Error);
        AssertTellsNothing(failure, bench);
    }

    [Fact]
    public async Task ReadBlocks_OfAnMp3CutInTheMiddle_YieldsWhatIsThere()
    {
        using var bench = new AudioBench();
        var file = await bench.MakeAsync("a.mp3", $"{Tone.Source(440, 0.5, 44100, 1, 4)} -c:a libmp3lame -b:a 64k");

        var samples = await bench.ReadAsync(file[..(file.Length / 2)]);

        Assert.Equal(2.0, samples.Length / 16000.0, 0.2);
    }

    [Theory]
    [InlineData("tiny.flac", "-f lavfi -i anullsrc=r=8000:cl=mono -t 3600 -c:a flac")]
    [InlineData("plain.wav", "-f lavfi -i anullsrc=r=8000:cl=mono -t 70 -c:a pcm_u8")]
    public async Task ReadBlocks_OfMoreThanMaxDuration_IsTooLarge(string name, string arguments)
    {
        using var bench = new AudioBench(options => options.MaxDuration = TimeSpan.FromMinutes(1));

        var failure = await bench.FailAsync(await bench.MakeAsync(name, arguments));

        Assert.Equal(TranscriptionError.AudioTooLarge, failure.Error);
        Assert.Equal("The audio is longer than the limit of 1 min", failure.Message);
        Assert.Equal(0, bench.Processes);
    }

    [Fact]
    public async Task Open_OfMoreInlineBytesThanAllowed_IsTooLarge()
    {
        using var bench = new AudioBench(options => options.MaxInlineBytes = 1 << 20);

        var failure = await bench.FailAsync(new byte[(1 << 20) + 1]);

        Assert.Equal(TranscriptionError.AudioTooLarge, failure.Error);
        Assert.Equal("The audio is larger than the limit of 1 MiB", failure.Message);
    }

    private static void AssertTellsNothing(TranscriptionException failure, AudioBench bench)
    {
        Assert.DoesNotContain("/", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetFileName(bench.PathOf("")), failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0x", failure.Message, StringComparison.Ordinal);
    }
}
