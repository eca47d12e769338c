using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Live;

/// <summary>A browser whose microphone plays a WAV file.</summary>
/// <remarks>Debian: chromium.</remarks>
public sealed class BrowserTests(ServerFixture fixture)
{
    private const string Chromium = "chromium";
    private const int Seconds = 9;

    [Fact]
    public async Task Microphone_OfABrowser_IsHeard()
    {
        Assert.SkipUnless(Exists(Chromium), "needs a browser (Debian: chromium)");
        var folder = Directory.CreateTempSubdirectory("transcribe-browser-");
        var wav = Path.Combine(folder.FullName, "microphone.wav");
        var audio = await Samples.English.ConvertAsync(1, "-f", "wav", "-ar", "48000", "-ac", "1", "-af", "adelay=500,apad=pad_dur=20");
        await File.WriteAllBytesAsync(wav, audio.ToByteArray());
        var posted = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await ServePageAsync(posted);
        await using var server = await TestServer.StartAsync($"Transcribe:Access:AllowedOrigins:0={host.Urls.Single()}");

        var socket = new UriBuilder(new Uri(server.Address, "/v1/transcribe:live")) { Scheme = "ws" }.Uri;
        using var browser = Start(
            folder.FullName, wav, $"{host.Urls.Single()}/?seconds={Seconds}&socket={Uri.EscapeDataString(socket.ToString())}");
        try
        {
            var result = await posted.Task.WaitAsync(TimeSpan.FromMinutes(1));

            Assert.False(result.TryGetProperty("error", out var error), error.ToString());
            var results = result.GetProperty("answers")
                .EnumerateArray()
                .SelectMany(answer => answer.GetProperty("results").EnumerateArray())
                .ToArray();
            Samples.English.AssertHeardIn(string.Join(' ', results.Where(IsFinal).Select(final => final.GetProperty("text").GetString())));
            Assert.Contains(results, interim => !IsFinal(interim));
            Assert.Equal(1000, result.GetProperty("code").GetInt32());
        }
        finally
        {
            browser.Kill(entireProcessTree: true);
            await browser.WaitForExitAsync();
            await folder.DeleteAsync();
        }
    }

    [Fact]
    public async Task Page_OfAnotherOrigin_OpensNoSocket()
    {
        Assert.SkipUnless(Exists(Chromium), "needs a browser (Debian: chromium)");
        var folder = Directory.CreateTempSubdirectory("transcribe-browser-");
        var posted = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await ServePageAsync(posted);
        var socket = new UriBuilder(new Uri(fixture.Server.Address, "/v1/transcribe:live")) { Scheme = "ws" }.Uri;
        using var browser = Start(
            folder.FullName, "", $"{host.Urls.Single()}/?seconds={Seconds}&socket={Uri.EscapeDataString(socket.ToString())}");
        try
        {
            var result = await posted.Task.WaitAsync(TimeSpan.FromMinutes(1));

            // The page learns of a failure and no reason.
            Assert.True(result.TryGetProperty("error", out _) || result.GetProperty("code").GetInt32() == 1006, result.ToString());
        }
        finally
        {
            browser.Kill(entireProcessTree: true);
            await browser.WaitForExitAsync();
            await folder.DeleteAsync();
        }
    }

    private static bool IsFinal(JsonElement result) => result.GetProperty("isFinal").GetBoolean();

    private static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    // Browsers let a page from the loopback address use the microphone.
    private static async Task<WebApplication> ServePageAsync(TaskCompletionSource<JsonElement> posted)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "Server.Tests", "Live", "microphone.html"));
        app.MapGet("/", () => Results.Content(page, "text/html"));
        app.MapPost(
            "/result", async (HttpRequest request) => posted.TrySetResult((await JsonDocument.ParseAsync(request.Body)).RootElement));
        await app.StartAsync();
        return app;
    }

    private static Process Start(string folder, string wav, string page) => Process.Start(new ProcessStartInfo(Chromium,
    [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", $"--user-data-dir={folder}/profile",
        "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", $"--use-file-for-fake-audio-capture={wav}%noloop", page,
    ])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
