using System.Text.Json;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.OpenAi;

/// <summary>The AI SDK (npm ai, @ai-sdk/openai) works with the server: files, live audio, errors and repeated calls.</summary>
public sealed class AiSdkTests
{
    [Fact]
    public async Task Transcribe_FilesLiveAudioAndFailures_AreAsTheSdkExpects()
    {
        using var folder = new TestFolder();
        var speech = await Samples.English.ConvertAsync(1, "-f", "s16le", "-ar", "24000", "-ac", "1");
        await File.WriteAllBytesAsync(folder["speech.pcm"], speech.ToByteArray());
        await using var server = await TestServer.StartAsync(
            "Transcribe:Models:Aliases:gpt-4o-transcribe=",
            "Transcribe:Models:Aliases:gpt-realtime-whisper=",
            // A call every two seconds, when the first calls have been made.
            "Transcribe:Access:CallsPerMinute=30");

        var output = await NodeScript.RunAsync(
            "ai-sdk.mjs", server.Address.ToString(), Repository.Sample(Samples.English.File), folder["speech.pcm"]);

        var got = JsonElement.Parse(output);
        var text = AssertTranscript(got.GetProperty("verbose"));
        Assert.Equal(text, string.Concat(Texts(got.GetProperty("verbose").GetProperty("segments"))).Trim());
        Assert.Equal(
            AssertTranscript(got.GetProperty("words")), string.Join(' ', Texts(got.GetProperty("words").GetProperty("segments"))));
        AssertTranscript(got.GetProperty("json"));
        var streamed = got.GetProperty("streamed").GetString()!;
        Samples.English.AssertHeardIn(streamed);
        var parts = got.GetProperty("parts").EnumerateArray().ToList();
        Assert.Equal(streamed, string.Concat(parts.SkipLast(1).Select(part => part.GetProperty("delta").GetString())));
        Assert.Equal("transcript-final", parts[^1].GetProperty("type").GetString());
        Assert.Equal(streamed, parts[^1].GetProperty("text").GetString());
        var unknown = got.GetProperty("unknown");
        Assert.Equal("AI_APICallError", unknown.GetProperty("name").GetString());
        Assert.Equal("[404]", unknown.GetProperty("statuses").GetRawText());
        var retried = got.GetProperty("retried");
        Assert.StartsWith("[429,", retried.GetProperty("statuses").GetRawText(), StringComparison.Ordinal);
        Assert.Equal(text, retried.GetProperty("text").GetString());
    }

    private static string AssertTranscript(JsonElement result)
    {
        var text = result.GetProperty("text").GetString()!;
        Samples.English.AssertHeardIn(text);
        Assert.Equal("en", result.GetProperty("language").GetString());
        Assert.InRange(result.GetProperty("durationInSeconds").GetDouble(), 7, 9);
        Assert.Equal("[]", result.GetProperty("warnings").GetRawText());
        return text;
    }

    private static IEnumerable<string?> Texts(JsonElement segments) =>
        segments.EnumerateArray().Select(segment => segment.GetProperty("text").GetString());
}
