using System.Text.Json;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Live;

/// <summary>A browser whose microphone plays a WAV file.</summary>
public sealed class BrowserTests(ServerFixture fixture)
{
    private const string Page = "Live/microphone.html";
    private const string Live = "/v1/transcribe:live";

    [Fact]
    public async Task Microphone_OfABrowser_IsHeard()
    {
        await using var browser = await Browser.ServeAsync(Page);
        await using var server = await TestServer.StartAsync($"Transcribe:Access:AllowedOrigins:0={browser.Origin}");
        // A busy machine may begin to record late, and the speech takes eight seconds.
        var speech = await Samples.English.ConvertAsync(1, "-f", "wav", "-ar", "48000", "-ac", "1", "-af", "adelay=5000,apad=pad_dur=60");

        var result = await browser.OpenAsync(server, Live, "seconds=20", speech.ToByteArray());

        Assert.False(result.TryGetProperty("error", out var error), error.ToString());
        var results = result.GetProperty("answers")
            .EnumerateArray()
            .SelectMany(answer => answer.GetProperty("results").EnumerateArray())
            .ToArray();
        Samples.English.AssertHeardIn(string.Join(' ', results.Where(IsFinal).Select(final => final.GetProperty("text").GetString())));
        Assert.Contains(results, interim => !IsFinal(interim));
        Assert.Equal(1000, result.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Page_OfAnotherOrigin_OpensNoSocket()
    {
        await using var browser = await Browser.ServeAsync(Page);

        var result = await browser.OpenAsync(fixture.Server, Live, "seconds=9");

        // The page learns of a failure and no reason.
        Assert.True(result.TryGetProperty("error", out _) || result.GetProperty("code").GetInt32() == 1006, result.ToString());
    }

    private static bool IsFinal(JsonElement result) => result.GetProperty("isFinal").GetBoolean();
}
