using System.Text.Json;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.OpenAi;

/// <summary>What Python programs send with requests and httpx is answered as they expect.</summary>
/// <remarks>Debian: python3-requests, python3-httpx.</remarks>
public sealed class PythonRequestTests(ServerFixture fixture)
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task Requests_OfPythonPrograms_AreAnswered()
    {
        Assert.SkipUnless(
            await Tool.SucceedsAsync(Python, "-c", "import httpx, requests"), "needs httpx and requests: scripts/ensure python-http");
        using var folder = new TestFolder();
        var pcm = await Samples.English.ConvertAsync(1, "-f", "s16le", "-ar", "16000", "-ac", "1");
        await File.WriteAllBytesAsync(folder["speech.pcm"], pcm.ToByteArray());
        await using var limited = await TestServer.StartAsync("Transcribe:Access:CallsPerMinute=30");

        var script = Path.Combine(Repository.Root, "tests", "clients", "python", "audio_api.py");
        var (exit, output, error) = await Tool.RunAsync(
            Python,
            [
                script, fixture.Server.Address.ToString(), limited.Address.ToString(),
                Repository.Sample(Samples.English.File), folder["speech.pcm"],
            ]);
        Assert.True(exit == 0, error);

        var got = JsonElement.Parse(output);
        var formats = got.GetProperty("formats");
        var text = formats.GetProperty("json").GetString()!;
        Samples.English.AssertHeardIn(text);
        Assert.Equal(text, formats.GetProperty("verbose_json").GetString());
        Assert.Equal(text + "\n", formats.GetProperty("text").GetString());
        AssertSrt(formats.GetProperty("srt").GetString()!);
        Assert.StartsWith("WEBVTT\n\n00:0", formats.GetProperty("vtt").GetString(), StringComparison.Ordinal);
        var streamed = got.GetProperty("streamed");
        Assert.Equal(text, string.Concat(Texts(streamed.GetProperty("deltas"))));
        Assert.Equal(text, streamed.GetProperty("text").GetString());
        Assert.Equal(Enumerable.Repeat(text, 4), got.GetProperty("lists").EnumerateArray().Select(words => string.Join(' ', Texts(words))));
        Assert.Equal(text, got.GetProperty("whisperCpp").GetString());
        Assert.Equal("en", got.GetProperty("bazarr").GetProperty("language").GetString());
        AssertSrt(got.GetProperty("bazarr").GetProperty("srt").GetString()!);
        Assert.Equal(text, got.GetProperty("chunked").GetString());
        Assert.Equal(
            """[[404, "model"], [400, "temperature"], [400, "file"], [400, null], [404, "model"]]""",
            got.GetProperty("failures").GetRawText());
        Assert.Equal([text, text], Texts(got.GetProperty("repeated")));
    }

    private static void AssertSrt(string subtitles)
    {
        Assert.StartsWith("1\n00:00:0", subtitles, StringComparison.Ordinal);
        // The lines of text are those that are not numbers or times.
        Samples.English.AssertHeardIn(
            string.Join(' ', subtitles.Split('\n').Where(line => line.Length > 0 && !char.IsAsciiDigit(line[0]))));
    }

    private static IEnumerable<string?> Texts(JsonElement texts) => texts.EnumerateArray().Select(text => text.GetString());
}
