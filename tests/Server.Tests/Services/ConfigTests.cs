using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;
using static Transcribe.V1.ExplicitDecoding.Types;

namespace Transcribe.Server.Tests.Services;

/// <summary>The options of a request reach the engine.</summary>
public sealed class ConfigTests(ServerFixture fixture)
{
    [Theory]
    [InlineData(Encoding.Linear16, "s16le", 16_000, 1)]
    [InlineData(Encoding.Linear16, "s16le", 22_050, 2)]
    [InlineData(Encoding.Float32, "f32le", 16_000, 1)]
    [InlineData(Encoding.Mulaw, "mulaw", 8_000, 1)]
    [InlineData(Encoding.Alaw, "alaw", 8_000, 1)]
    public async Task ExplicitDecoding_RawAudio_IsHeard(Encoding encoding, string format, int rate, int channels)
    {
        var content = await Samples.English.ConvertAsync(1, "-f", format, "-ar", $"{rate}", "-ac", $"{channels}");
        var decoding = new ExplicitDecoding { Encoding = encoding, SampleRateHertz = rate, AudioChannelCount = channels };
        var response = await AskAsync(content, new TranscriptionConfig { ExplicitDecoding = decoding });
        Samples.English.AssertHeardIn(response.Text);
        var bytes = encoding == Encoding.Linear16 ? 2 : encoding == Encoding.Float32 ? 4 : 1;
        Assert.Equal((double)content.Length / (bytes * rate * channels), response.Coverage.Audio.ToTimeSpan().TotalSeconds, 0.01);
    }

    [Fact]
    public async Task Languages_Several_AreTheOnlyOnesDetected()
    {
        var spanish = Samples.All.Single(sample => sample.Language == "es");
        Assert.Equal("es", (await AskAsync(spanish.Content, new TranscriptionConfig { LanguageCodes = { "de", "es" } })).LanguageCode);
        var response = await AskAsync(spanish.Content, new TranscriptionConfig { LanguageCodes = { "de", "fr" } });
        Assert.Contains(response.LanguageCode, new[] { "de", "fr" });
    }

    [Fact]
    public async Task Languages_One_IsForced()
    {
        var response = await AskAsync(Samples.English.Content, new TranscriptionConfig { LanguageCodes = { "de" } });
        Assert.Equal("de", response.LanguageCode);
        Assert.All(response.Segments, segment => Assert.Equal("de", segment.LanguageCode));
    }

    [Fact]
    public async Task Prompt_OfTheSamplesWords_KeepsTheText() =>
        Samples.English.AssertHeardIn(
            (await AskAsync(Samples.English.Content, new TranscriptionConfig { Prompt = "one two three four" })).Text);

    [Fact]
    public async Task Translate_German_IsEnglishWords()
    {
        var german = Samples.All.Single(sample => sample.Language == "de");
        var response = await AskAsync(german.Content, new TranscriptionConfig { Task = TranscriptionConfig.Types.Task.Translate });
        // "drei eins vier eins fünf neun zwei sechs fünf"
        (german with { Text = "three one four one five nine two six five" }).AssertHeardIn(response.Text);
    }

    [Fact]
    public async Task Clip_BeforeTheSpeech_HasItsCoverageAndNoText()
    {
        var content = ByteString.CopyFrom(Wav.Join(Pcm.Silence(4)));
        var clip = new AudioClip { StartOffset = new() { Seconds = 1 }, Duration = new() { Seconds = 2 } };
        var response = await AskAsync(content, new TranscriptionConfig { Clip = clip });
        Assert.Equal(("", 2), (response.Text, response.Coverage.Silent.Seconds));
    }

    [Theory]
    [InlineData(-1, 1, "config.clip.start_offset")]
    [InlineData(0, 0, "config.clip.duration")]
    [InlineData(0, 2_592_001, "config.clip.duration")]
    public async Task Clip_OutOfRange_IsRefused(long start, long duration, string field)
    {
        var clip = new AudioClip { StartOffset = new() { Seconds = start }, Duration = new() { Seconds = duration } };
        var status = await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument,
            "INVALID_REQUEST",
            () => AskAsync(Samples.English.Content, new TranscriptionConfig { Clip = clip }));
        Assert.Equal(field, Assert.Single(status.GetDetail<BadRequest>()!.FieldViolations).Field);
    }

    private async Task<TranscribeResponse> AskAsync(ByteString content, TranscriptionConfig config) =>
        await fixture.Server.Client.TranscribeAsync(new TranscribeRequest { Content = content, Config = config });
}
