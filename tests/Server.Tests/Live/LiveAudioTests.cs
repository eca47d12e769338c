using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;
using Encoding = Transcribe.V1.ExplicitDecoding.Types.Encoding;

namespace Transcribe.Server.Tests.Live;

/// <summary>The forms of audio that a live call accepts.</summary>
public sealed class LiveAudioTests(ServerFixture fixture)
{
    [Theory]
    [InlineData("s16le", Encoding.Linear16, 16_000, 1)]
    [InlineData("s16le", Encoding.Linear16, 44_100, 2)]
    [InlineData("f32le", Encoding.Float32, 48_000, 2)]
    [InlineData("mulaw", Encoding.Mulaw, 8_000, 1)]
    [InlineData("alaw", Encoding.Alaw, 8_000, 2)]
    public async Task RawPcm_OfEveryEncoding_IsHeard(string format, Encoding encoding, int rate, int channels)
    {
        var audio = await Samples.English.ConvertAsync(1, "-f", format, "-ar", $"{rate}", "-ac", $"{channels}");
        var decoding = new ExplicitDecoding { Encoding = encoding, SampleRateHertz = rate, AudioChannelCount = channels };

        var run = await LiveRun.RunAsync(fixture.Server.Client, LiveRun.Config(decoding), audio);

        Samples.English.AssertHeardIn(run.Text);
    }

    [Theory]
    [InlineData("-f", "ogg", "-c:a", "libopus")]
    [InlineData("-f", "webm", "-c:a", "libopus")]
    [InlineData("-f", "mp3")]
    [InlineData("-f", "adts")]
    [InlineData("-f", "wav")]
    [InlineData("-f", "flac")]
    public async Task Container_ThatCanBeReadAsItComes_IsHeardFromItsFirstWord(params string[] format)
    {
        var run = await LiveRun.RunAsync(
            fixture.Server.Client, LiveRun.Config(), await Samples.English.ConvertAsync(1, format), chunk: 1000);

        Samples.English.AssertHeardIn(run.Text);
        Assert.StartsWith(Samples.English.Text.Split(' ')[0], run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Container_IsAnsweredBeforeItsEnd()
    {
        var audio = await Samples.English.ConvertAsync(3, "-af", "apad=pad_dur=1", "-f", "mp3");
        using var call = fixture.Server.Client.TranscribeLive(deadline: LiveRun.Deadline);
        await call.RequestStream.WriteAsync(new TranscribeLiveRequest { Config = LiveRun.Config() });
        await call.RequestStream.WriteAsync(new TranscribeLiveRequest { Audio = audio });

        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.StartsWith(
            Samples.English.Text.Split(' ')[0], Assert.Single(call.ResponseStream.Current.Results).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chunks_OfAnySize_YieldTheSameFinals()
    {
        // The pause between the repetitions is longer than a second, so that there are several utterances.
        var audio = await Samples.English.ConvertAsync(2, "-af", "apad=pad_dur=1.5", "-f", "s16le", "-ar", "16000", "-ac", "1");

        await AssertSameFinalsAsync(audio, 320, 100_001, 1 << 20);
    }

    [Fact]
    public async Task Chunks_OfFewBytes_YieldTheSameFinals()
    {
        // Short, because each chunk is a message.
        var audio = await Samples.English.ConvertAsync(1, "-t", "2", "-f", "s16le", "-ar", "16000", "-ac", "1");

        await AssertSameFinalsAsync(audio, 2, 3, 320);
    }

    [Fact]
    public async Task HalfClose_InTheMiddleOfAWord_KeepsTheWord()
    {
        var audio = await Samples.English.ConvertAsync(1, "-f", "s16le", "-ar", "16000", "-ac", "1");
        var whole = await LiveRun.RunAsync(fixture.Server.Client, LiveRun.Config(LiveRun.Linear16), audio);
        var last = whole.Finals.Last().Segments[^1];
        var cut = (int)((last.EndOffset.ToTimeSpan() - TimeSpan.FromSeconds(0.15)).TotalSeconds * 32_000) & ~1;

        var run = await LiveRun.RunAsync(fixture.Server.Client, LiveRun.Config(LiveRun.Linear16), ByteString.CopyFrom(audio.Span[..cut]));

        Assert.Equal(whole.Text.Split(' ').Length, run.Text.Split(' ').Length);
    }

    [Fact]
    public async Task Silence_YieldsNothing()
    {
        var config = LiveRun.Config();
        (config.InterimResults, config.VoiceActivityEvents) = (true, true);

        Assert.Empty((await LiveRun.RunAsync(fixture.Server.Client, config, ByteString.CopyFrom(Wav.Join(Pcm.Silence(20))))).Responses);
    }

    [Fact]
    public async Task NoAudioAtAll_YieldsNothing() =>
        Assert.Empty((await LiveRun.RunAsync(fixture.Server.Client, LiveRun.Config(), ByteString.Empty)).Responses);

    [Fact]
    public async Task Noise_YieldsNoText()
    {
        var random = new Random(7);
        var noise = new byte[12 * 32_000];
        for (var i = 0; i < noise.Length; i += 2)
            BitConverter.TryWriteBytes(noise.AsSpan(i), (short)random.Next(-900, 900));

        Assert.Equal(
            "", (await LiveRun.RunAsync(fixture.Server.Client, LiveRun.Config(LiveRun.Linear16), ByteString.CopyFrom(noise))).Text);
    }

    [Fact]
    public async Task SpeechWithoutAPauseFor90Seconds_IsHeardToItsEnd()
    {
        var audio = await Samples.English.ConvertAsync(15, "-f", "s16le", "-ar", "16000", "-ac", "1");
        Assert.True(audio.Length > 90 * 32_000);
        // The pauses of the sample are shorter than this.
        var config = LiveRun.Config(LiveRun.Linear16);
        config.SpeechEndTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(5));

        var run = await LiveRun.RunAsync(fixture.Server.Client, config, audio);

        Assert.True(run.Finals.Count() >= 4);
        Assert.All(
            run.Finals, final => Assert.True(final.EndOffset.ToTimeSpan() - final.StartOffset.ToTimeSpan() <= TimeSpan.FromSeconds(28)));
        (Samples.English with { Text = string.Join(' ', Enumerable.Repeat(Samples.English.Text, 15)) }).AssertHeardIn(run.Text);
    }

    [Fact]
    public async Task SameAudio_AsAFile_HasTheSameText()
    {
        var file = await fixture.Server.Client.TranscribeAsync(new TranscribeRequest { Content = Samples.English.Content });

        var run = await LiveRun.RunAsync(fixture.Server.Client, LiveRun.Config(), Samples.English.Content);

        (Samples.English with { Text = file.Text }).AssertHeardIn(run.Text);
    }

    [Fact]
    public async Task ManyStreamsAtOnce_AreAllHeard()
    {
        // The test has its own server, because 64 streams are the limit of one server.
        await using var server = await TestServer.StartAsync("Transcribe:Live:CallerShare=1");
        var audio = await Samples.English.ConvertAsync(1, "-f", "s16le", "-ar", "16000", "-ac", "1");

        var runs = await Task.WhenAll(
            Enumerable.Range(0, 64).Select(_ => LiveRun.RunAsync(server.Client, LiveRun.Config(LiveRun.Linear16), audio)));

        Assert.All(runs, run => Assert.Equal(runs[0].Text, run.Text));
        Samples.English.AssertHeardIn(runs[0].Text);
    }

    private async Task AssertSameFinalsAsync(ByteString audio, params int[] chunkBytes)
    {
        var runs = new List<LiveRun>();
        foreach (var chunk in chunkBytes)
            runs.Add(await LiveRun.RunAsync(fixture.Server.Client, LiveRun.Config(LiveRun.Linear16), audio, chunk));

        Assert.True(runs[0].Finals.Any());
        Assert.All(runs, run => Assert.Equal(runs[0].Finals, run.Finals));
    }
}
