using System.Text.Json;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.OpenAi;

/// <summary>OpenAI's JavaScript client works with the server.</summary>
public sealed class OpenAiNodeTests(ServerFixture fixture)
{
    [Fact]
    public async Task Client_AllCalls_GetWhatTheirTypesPromise()
    {
        var output = await NodeScript.RunAsync(
            "openai.mjs", fixture.Server.Address.ToString(), Repository.Sample(Samples.English.File), TestServer.Model);
        var got = JsonElement.Parse(output);

        var text = got.GetProperty("json").GetProperty("text").GetString()!;
        Samples.English.AssertHeardIn(text);
        Assert.NotEmpty(got.GetProperty("json").GetProperty("logprobs").EnumerateArray());
        Assert.Equal(text, got.GetProperty("chunked").GetProperty("text").GetString());
        Assert.Equal(text + "\n", got.GetProperty("text").GetString());
        Assert.StartsWith("1\n00:00:", got.GetProperty("srt").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("WEBVTT\n", got.GetProperty("vtt").GetString(), StringComparison.Ordinal);
        Assert.Equal("english", got.GetProperty("verbose").GetProperty("language").GetString());
        Assert.NotEmpty(got.GetProperty("verbose").GetProperty("words").EnumerateArray());
        Assert.Equal("translate", got.GetProperty("translation").GetProperty("task").GetString());
        Assert.Equal(text, string.Concat(got.GetProperty("deltas").EnumerateArray().Select(delta => delta.GetString())));
        Assert.Equal(text, got.GetProperty("done").GetProperty("text").GetString());
        // Its type has a usage in tokens or none.
        Assert.False(got.GetProperty("done").TryGetProperty("usage", out var usage), usage.ToString());
        Assert.Equal("duration", got.GetProperty("json").GetProperty("usage").GetProperty("type").GetString());
        Assert.Equal([TestServer.Model, "whisper-1"], got.GetProperty("models").EnumerateArray().Select(id => id.GetString()!));
        Assert.Equal("whisper-1", got.GetProperty("found").GetString());
        Assert.Equal(
            """{"name":"NotFoundError","status":404,"code":"model_not_found","param":"model","type":"invalid_request_error"}""",
            got.GetProperty("unknown").GetRawText());
        Assert.NotEmpty(got.GetProperty("requestId").GetString()!);
    }
}
