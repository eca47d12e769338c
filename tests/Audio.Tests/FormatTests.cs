using Transcribe.Core;

namespace Transcribe.Audio.Tests;

/// <summary>Every format that the service accepts, made by ffmpeg. The decoded tone has the same level and duration.</summary>
public sealed class FormatTests
{
    private const double Hertz = 440;
    private const double Amplitude = 0.5;
    private const double Seconds = 2;
    private const double LossySignalToNoise = 20;

    [Theory]
    [InlineData("a.mp3", 44100, 2, "-c:a libmp3lame")]
    [InlineData("low.mp3", 8000, 1, "-c:a libmp3lame")]
    [InlineData("index-last.m4a", 44100, 2, "-c:a aac")]
    [InlineData("index-first.m4a", 48000, 2, "-c:a aac -movflags +faststart")]
    [InlineData("fragmented.m4a", 48000, 1, "-c:a aac -movflags frag_keyframe+empty_moov+default_base_moof -frag_duration 500000")]
    [InlineData("alac.m4a", 44100, 2, "-c:a alac")]
    [InlineData("adts.aac", 44100, 2, "-c:a aac -f adts")]
    [InlineData("a.flac", 96000, 8, "-c:a flac -sample_fmt s32")]
    [InlineData("b.flac", 44100, 1, "-c:a flac -sample_fmt s16")]
    [InlineData("vorbis.ogg", 44100, 2, "-c:a libvorbis")]
    [InlineData("flac.ogg", 48000, 2, "-c:a flac")]
    [InlineData("a.opus", 48000, 2, "-c:a libopus")]
    [InlineData("opus.webm", 48000, 1, "-c:a libopus")]
    [InlineData("vorbis.webm", 48000, 6, "-c:a libvorbis")]
    [InlineData("a.mka", 22050, 2, "-c:a ac3")]
    [InlineData("a.wma", 44100, 2, "-c:a wmav2 -b:a 128k")]
    [InlineData("a.aiff", 32000, 2, "-c:a pcm_s16be")]
    [InlineData("float.aiff", 11025, 3, "-c:a pcm_f32be -f aiff")]
    [InlineData("a.caf", 24000, 4, "-c:a pcm_s24be")]
    [InlineData("a.au", 12000, 1, "-c:a pcm_mulaw")]
    [InlineData("a.w64", 88200, 2, "-c:a pcm_s24le")]
    [InlineData("adpcm.wav", 44100, 1, "-c:a adpcm_ms")]
    [InlineData("a.ts", 44100, 2, "-c:a mp2 -f mpegts")]
    [InlineData("video.mp4", 44100, 2, "-c:a aac -c:v mpeg4 -map 0 -map 1")]
    [InlineData("video.webm", 48000, 2, "-c:a libopus -c:v libvpx -map 0 -map 1")]
    public async Task ReadBlocks_OfEveryFormat_YieldsTheTone(string name, int rate, int channels, string encode)
    {
        using var bench = new AudioBench();
        var video = name.StartsWith("video", StringComparison.Ordinal) ? "-f lavfi -i testsrc=s=64x64:r=10:d=2" : "";
        var outputRate = rate < 16000 && name.EndsWith("mp3", StringComparison.Ordinal) ? "-ar 8000" : "";
        var file = await bench.MakeAsync(
            name, $"{Tone.Source(Hertz, Amplitude, rate, channels, Seconds)} {video} {outputRate} {encode}");

        AssertTone(await bench.ReadAsync(file), LossySignalToNoise);
        Assert.Empty(bench.Spooled);
    }

    [Theory]
    [InlineData(8000, 1, "pcm_u8", 40)]
    [InlineData(11025, 2, "pcm_s16le", 80)]
    [InlineData(16000, 1, "pcm_s16le", 80)]
    [InlineData(16000, 8, "pcm_s24le", 90)]
    [InlineData(22050, 3, "pcm_s32le", 90)]
    [InlineData(44100, 2, "pcm_s16le", 80)]
    [InlineData(48000, 2, "pcm_f32le", 90)]
    [InlineData(96000, 6, "pcm_f64le", 90)]
    [InlineData(8000, 1, "pcm_mulaw", 30)]
    [InlineData(8000, 2, "pcm_alaw", 30)]
    [InlineData(44056, 1, "pcm_s16le", 80)]
    public async Task ReadBlocks_OfWav_YieldsTheToneWithoutFfmpeg(int rate, int channels, string codec, double signalToNoise)
    {
        using var bench = new AudioBench();
        var file = await bench.MakeAsync("a.wav", $"{Tone.Source(Hertz, Amplitude, rate, channels, Seconds)} -c:a {codec}");
        bench.Options.FfmpegPath = bench.Script("exit 1");

        AssertTone(await bench.ReadAsync(file), signalToNoise, durationTolerance: 0);
    }

    [Fact]
    public async Task ReadBlocks_OfMp3WithCoverPicture_YieldsTheTone()
    {
        using var bench = new AudioBench();
        await bench.MakeAsync("cover.png", "-f lavfi -i color=red:s=64x64:d=1 -frames:v 1");
        var file = await bench.MakeAsync(
            "a.mp3",
            $"{Tone.Source(Hertz, Amplitude, 44100, 2, Seconds)} -i {bench.PathOf("cover.png")} "
                + "-map 0 -map 1 -c:v copy -disposition:v attached_pic");

        AssertTone(await bench.ReadAsync(file), LossySignalToNoise);
    }

    [Fact]
    public async Task ReadBlocks_OfAmr_LastsAsLongAsItsFrames()
    {
        // Debian's ffmpeg has no encoder for AMR, so the test writes the frames (RFC 4867, 5.3): mode 0, 12 bytes of speech bits, 20 ms
        // each.
        var frames = new Random(1);
        byte[] file = [.. "#!AMR\n"u8];
        for (var i = 0; i < 100; i++)
        {
            var bits = new byte[12];
            frames.NextBytes(bits);
            file = [.. file, 0x04, .. bits];
        }

        using var bench = new AudioBench();
        var samples = await bench.ReadAsync(file);

        Assert.Equal(2.0, samples.Length / 16000.0, 0.05);
        Assert.True(Tone.Rms(samples) > 0.001);
    }

    [Fact]
    public async Task ReadBlocks_OfSpeechInWav_EqualsItsSamples()
    {
        var path = Repository.Shared("audio", "jfk.wav");
        using var bench = new AudioBench();

        var samples = await bench.ReadAsync(await File.ReadAllBytesAsync(path));

        Assert.Equal(await FfmpegTool.DecodeAsync(path), samples);
    }

    [Fact]
    public async Task ReadBlocks_OfFlac_EqualsItsSamples()
    {
        using var bench = new AudioBench();
        var file = await bench.MakeAsync("a.flac", $"-i {Repository.Sample("digits-en.mp3")} -ac 1 -ar 16000 -sample_fmt s16");

        Assert.Equal(await FfmpegTool.DecodeAsync(bench.PathOf("a.flac")), await bench.ReadAsync(file));
    }

    [Theory]
    [InlineData(PcmEncoding.Linear16, "s16le", 16000, 1, 80)]
    [InlineData(PcmEncoding.Float32, "f32le", 44100, 2, 90)]
    [InlineData(PcmEncoding.MuLaw, "mulaw", 8000, 1, 30)]
    [InlineData(PcmEncoding.ALaw, "alaw", 8000, 2, 30)]
    public async Task ReadBlocks_OfHeaderlessPcm_YieldsTheTone(
        PcmEncoding encoding, string muxer, int rate, int channels, double signalToNoise)
    {
        using var bench = new AudioBench();
        var bytes = await bench.MakeAsync("a.raw", $"{Tone.Source(Hertz, Amplitude, rate, channels, Seconds)} -f {muxer}");

        AssertTone(await bench.ReadAsync(bytes, new PcmFormat(encoding, rate, channels)), signalToNoise, durationTolerance: 0);
    }

    [Theory]
    [InlineData(7999, 1)]
    [InlineData(96001, 1)]
    [InlineData(16000, 0)]
    [InlineData(16000, 9)]
    public async Task Open_OfPcmOutOfRange_IsInvalid(int rate, int channels)
    {
        using var bench = new AudioBench();

        var failure = await bench.FailAsync(
            new AudioInput.Inline(new byte[100]) { Format = new PcmFormat(PcmEncoding.Linear16, rate, channels) });

        Assert.Equal(TranscriptionError.InvalidRequest, failure.Error);
    }

    private static void AssertTone(float[] samples, double signalToNoise, double durationTolerance = 0.1)
    {
        Assert.Equal(Seconds, samples.Length / 16000.0, durationTolerance + 1e-9);
        var fit = Tone.Fit(samples, Hertz);
        Assert.Equal(Amplitude, fit.Amplitude, 0.03);
        Assert.True(fit.SignalToNoise > signalToNoise, $"{fit.SignalToNoise:F1} dB");
    }
}
