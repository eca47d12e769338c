using System.Text.Json;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Access;

/// <summary>A page of another origin, in a browser, calls the HTTP API with a key, which needs a preflight.</summary>
public sealed class CrossOriginPageTests
{
    private const string Key = "a-key-of-24-characters-1";

    private static readonly string[] Calls = ["models", "transcript", "refusal"];

    [Fact]
    public async Task Page_OfAnAllowedOrigin_ReadsAnswersAndErrors()
    {
        var result = await OpenAsync(browser => browser.Origin);

        Assert.Equal([200, 200, 400], Calls.Select(call => result.GetProperty(call).GetProperty("status").GetInt32()));
        Assert.All(Calls, call => Assert.NotEmpty(result.GetProperty(call).GetProperty("id").GetString()!));
        Samples.English.AssertHeardIn(result.GetProperty("transcript").GetProperty("body").GetProperty("text").GetString()!);
    }

    [Fact]
    public async Task Page_OfAnotherOrigin_ReadsNothing()
    {
        var result = await OpenAsync(_ => "https://app.example");

        Assert.All(Calls, call => Assert.Equal("""{"error":"TypeError"}""", result.GetProperty(call).GetRawText()));
    }

    private static async Task<JsonElement> OpenAsync(Func<Browser, string> allowed)
    {
        await using var browser = await Browser.ServeAsync("Access/page.html", [.. Samples.English.Content]);
        await using var server = await TestServer.StartAsync(
            $"Transcribe:Access:AllowedOrigins:0={allowed(browser)}", $"Transcribe:Access:Keys:0={Key}");
        return await browser.OpenAsync(server, "/", $"key={Key}");
    }
}
