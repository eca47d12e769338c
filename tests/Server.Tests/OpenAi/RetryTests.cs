using System.ClientModel;
using OpenAI;
using OpenAI.Audio;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.OpenAi;

/// <summary>OpenAI's clients, with the retries that they have by default, repeat what may succeed, when the server says so.</summary>
public sealed class RetryTests : IAsyncLifetime
{
    private readonly BusyTranscriber _transcriber = new();
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await _transcriber.StartServerAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task DotnetClient_AfterAnOverload_WaitsAndSucceeds()
    {
        var heard = await TranscribeAsync("whisper-1");
        AssertRepeatedOnce(heard.Text);

        var failure = await Assert.ThrowsAsync<ClientResultException>(() => TranscribeAsync("nobody"));

        Assert.Equal(404, failure.Status);
        Assert.Equal(3, _transcriber.Calls);
    }

    [Fact]
    public async Task NodeClient_AfterAnOverload_WaitsAndSucceeds()
    {
        var file = Repository.Sample(Samples.English.File);
        AssertRepeatedOnce(await NodeScript.RunAsync("openai-retries.mjs", _server.Address.ToString(), file, "whisper-1"));

        Assert.Equal("404", await NodeScript.RunAsync("openai-retries.mjs", _server.Address.ToString(), file, "nobody"));
        Assert.Equal(3, _transcriber.Calls);
    }

    [Fact]
    public async Task SpeechToTextClient_AfterAnOverload_WaitsAndSucceeds()
    {
        await DotnetClient.RunAsync(
            "SpeechToText", _server.Address.ToString(), Repository.Sample(Samples.English.File), TestServer.Model);

        // Five calls, of which the last names a model that is not there.
        Assert.Equal(6, _transcriber.Calls);
        Assert.True(_transcriber.Pause > 0.9 * BusyTranscriber.RetryAfter);
    }

    // Timers may be early by some milliseconds.
    private void AssertRepeatedOnce(string text)
    {
        Samples.English.AssertHeardIn(text);
        Assert.Equal(2, _transcriber.Calls);
        Assert.True(_transcriber.Pause > 0.9 * BusyTranscriber.RetryAfter, $"The client waited {_transcriber.Pause}");
    }

    private async Task<AudioTranscription> TranscribeAsync(string model)
    {
        var options = new OpenAIClientOptions { Endpoint = new Uri(_server.Address, "/v1") };
        var client = new AudioClient(model, new ApiKeyCredential("none"), options);
        await using var audio = File.OpenRead(Repository.Sample(Samples.English.File));
        return await client.TranscribeAudioAsync(audio, "a.wav");
    }
}
