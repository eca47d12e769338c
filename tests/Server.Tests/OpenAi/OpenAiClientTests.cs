using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Audio;
using OpenAI.Models;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.OpenAi;

/// <summary>OpenAI's .NET client works with the server.</summary>
public sealed class OpenAiClientTests(ServerFixture fixture)
{
    private const string Whisper1 = "whisper-1";

    [Fact]
    public async Task TranscribeAudio_Simple_ReturnsTheText()
    {
        var heard = await Client().TranscribeAudioAsync(Stream(), "a.wav", new AudioTranscriptionOptions
        {
            ResponseFormat = AudioTranscriptionFormat.Simple,
        });

        Samples.English.AssertHeardIn(heard.Value.Text);
    }

    [Fact]
    public async Task TranscribeAudio_Verbose_ReturnsSegmentsAndWords()
    {
        var heard = (await Client().TranscribeAudioAsync(Stream(), "a.wav", new AudioTranscriptionOptions
        {
            ResponseFormat = AudioTranscriptionFormat.Verbose,
            TimestampGranularities = AudioTimestampGranularities.Word | AudioTimestampGranularities.Segment,
            Language = "en",
            Temperature = 0,
            Prompt = "one two three",
        })).Value;

        Samples.English.AssertHeardIn(heard.Text);
        Assert.Equal("english", heard.Language);
        Assert.True(heard.Duration > TimeSpan.FromSeconds(1));
        Assert.Equal(heard.Text, string.Join(' ', heard.Words.Select(word => word.Word)));
        Assert.Equal(heard.Text, string.Concat(heard.Segments.Select(segment => segment.Text)).Trim());
        var first = heard.Segments[0];
        Assert.StartsWith(" ", first.Text, StringComparison.Ordinal);
        Assert.True(first.TokenIds.Length > 1);
        Assert.InRange(first.AverageLogProbability, -5, 0);
        Assert.InRange(first.CompressionRatio, 0.1f, 5);
    }

    [Theory]
    [InlineData("srt", "1\n00:00:0")]
    [InlineData("vtt", "WEBVTT\n\n00:0")]
    [InlineData("text", "")]
    public async Task TranscribeAudio_TextFormats_AreNotParsed(string format, string beginning)
    {
        var heard = await Client().TranscribeAudioAsync(Stream(), "a.wav", new AudioTranscriptionOptions
        {
            ResponseFormat = new AudioTranscriptionFormat(format),
        });

        Assert.StartsWith(beginning, heard.Value.Text, StringComparison.Ordinal);
        Assert.EndsWith("\n", heard.Value.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TranscribeAudioStreaming_DeltasAreTheText()
    {
        var deltas = new List<string>();
        string? text = null;
        await foreach (var update in await Client(TestServer.Model).TranscribeAudioStreamingAsync(Stream(), "a.wav"))
        {
            if (update is StreamingAudioTranscriptionTextDeltaUpdate delta)
                deltas.Add(delta.Delta);
            if (update is StreamingAudioTranscriptionTextDoneUpdate done)
                text = done.Text;
        }

        Samples.English.AssertHeardIn(text!);
        Assert.Equal(text, string.Concat(deltas));
    }

    [Fact]
    public async Task TranslateAudio_Verbose_SaysThatTheTextIsEnglish()
    {
        var german = Samples.All.First(sample => sample.Language == "de");

        var heard = (await Client().TranslateAudioAsync(
            Stream(german), "a.wav", new AudioTranslationOptions { ResponseFormat = AudioTranslationFormat.Verbose })).Value;

        Assert.Equal("english", heard.Language);
    }

    [Fact]
    public async Task GetModel_AliasAndName_AreBothListed()
    {
        var models = new OpenAIModelClient(new ApiKeyCredential("none"), Options());

        var listed = (await models.GetModelsAsync()).Value.Select(model => model.Id);
        var alias = (await models.GetModelAsync(Whisper1)).Value;

        Assert.Equal([TestServer.Model, Whisper1], listed);
        Assert.Equal(Whisper1, alias.Id);
        var unknown = await Assert.ThrowsAsync<ClientResultException>(() => models.GetModelAsync("nobody/has-it"));
        Assert.Equal(404, unknown.Status);
    }

    [Fact]
    public async Task TranscribeAudio_UnknownModel_IsAnExceptionWithTheMessage()
    {
        var failure = await Assert.ThrowsAsync<ClientResultException>(() => Client("nobody").TranscribeAudioAsync(Stream(), "a.wav"));

        Assert.Equal(404, failure.Status);
        Assert.Contains("model_not_found", failure.Message, StringComparison.Ordinal);
    }

    private static FileStream Stream() => Stream(Samples.English);

    private static FileStream Stream(Recording recording) => File.OpenRead(Repository.Sample(recording.File));

    private AudioClient Client(string model = Whisper1) => new(model, new ApiKeyCredential("none"), Options());

    private OpenAIClientOptions Options() => new()
    {
        Endpoint = new Uri(fixture.Server.Address, "/v1"),
        RetryPolicy = new ClientRetryPolicy(0),
    };
}
