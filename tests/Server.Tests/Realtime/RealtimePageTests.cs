using System.Text.Json;
using Transcribe.Server.Tests.Hosting;
using static Transcribe.Server.Tests.Realtime.RealtimeClient;

namespace Transcribe.Server.Tests.Realtime;

/// <summary>A page of another origin, in a browser, opens a Realtime session with an ephemeral key.</summary>
public sealed class RealtimePageTests
{
    private const string Page = "Realtime/realtime.html";
    private const string Key = "a-key-of-24-characters-1";

    [Fact]
    public async Task Page_OfAnAllowedOrigin_TranscribesWithAnEphemeralKey()
    {
        var speech = await Samples.English.ConvertAsync(1, "-f", "s16le", "-ar", "24000", "-ac", "1");
        await using var browser = await Browser.ServeAsync(Page, speech.ToByteArray());
        await using var server = await StartAsync(browser.Origin);

        var result = await browser.OpenAsync(server, "/v1/realtime", $"key={await CreateKeyAsync(server)}");

        Assert.False(result.TryGetProperty("error", out var error), error.ToString());
        Assert.Equal("realtime", Text(result, "protocol"));
        var events = result.GetProperty("events").EnumerateArray().ToList();
        Assert.Equal(["session.created", "session.updated"], events.Take(2).Select(Type));
        AssertType("conversation.item.input_audio_transcription.completed", events[^1]);
        Samples.English.AssertHeardIn(Text(events[^1], "transcript"));
    }

    [Fact]
    public async Task Page_OfAnotherOrigin_OpensNoSession()
    {
        await using var browser = await Browser.ServeAsync(Page);
        await using var server = await StartAsync("https://app.example");

        var result = await browser.OpenAsync(server, "/v1/realtime", $"key={await CreateKeyAsync(server)}");

        // The page learns of a failure and no reason.
        Assert.True(
            result.TryGetProperty("error", out _) || (result.GetProperty("code").GetInt32(), Text(result, "protocol")) == (1006, ""),
            result.ToString());
    }

    private static Task<TestServer> StartAsync(string origin) =>
        TestServer.StartAsync($"Transcribe:Access:AllowedOrigins:0={origin}", $"Transcribe:Access:Keys:0={Key}");

    private static async Task<string> CreateKeyAsync(TestServer server)
    {
        using var response = await server.Http.PostAsync("/v1/realtime/client_secrets", "{}", ("authorization", $"Bearer {Key}"));
        return Text(JsonElement.Parse(await response.Content.ReadAsStringAsync()), "value");
    }
}
