using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Transcribe.Server.Tests.Hosting;

/// <summary>A page in chromium, from an origin of its own. The page posts one result.</summary>
/// <remarks>Debian: chromium.</remarks>
internal sealed class Browser : IAsyncDisposable
{
    private const string Chromium = "chromium";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("transcribe-browser-");
    private readonly TaskCompletionSource<JsonElement> _posted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _host;
    private Process? _process;

    private Browser(WebApplication host) => _host = host;

    public string Origin => _host.Urls.Single();

    /// <summary>Serves a page. Skips the test if there is no browser.</summary>
    /// <param name="page">The HTML file, in the folder of these tests.</param>
    /// <param name="audio">What the page gets from <c>/audio</c>.</param>
    public static async Task<Browser> ServeAsync(string page, byte[]? audio = null)
    {
        Assert.SkipUnless(Exists(Chromium), "needs a browser (Debian: chromium)");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var browser = new Browser(builder.Build());
        var html = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "Server.Tests", page));
        browser._host.MapGet("/", () => Results.Content(html, "text/html"));
        browser._host.MapGet("/audio", () => Results.Bytes(audio ?? []));
        browser._host.MapPost("/result", browser.TakeAsync);
        await browser._host.StartAsync();
        return browser;
    }

    /// <summary>Opens the page and waits for its result.</summary>
    /// <param name="server">The server that the page calls.</param>
    /// <param name="path">The path of the WebSocket, if the page opens one.</param>
    /// <param name="query">The parameters of the page in addition to <c>socket</c>.</param>
    /// <param name="microphone">The WAV file that the microphone plays once; null for chromium's beeps.</param>
    public async Task<JsonElement> OpenAsync(TestServer server, string path, string query, byte[]? microphone = null)
    {
        var socket = new UriBuilder(new Uri(server.Address, path)) { Scheme = "ws" }.Uri;
        var wav = Path.Combine(_folder.FullName, "microphone.wav");
        if (microphone is not null)
            await File.WriteAllBytesAsync(wav, microphone);
        _process = Process.Start(new ProcessStartInfo(Chromium,
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            $"--user-data-dir={_folder.FullName}/profile",
            // Browsers let a page from the loopback address use the microphone.
            "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
            .. microphone is null ? Array.Empty<string>() : [$"--use-file-for-fake-audio-capture={wav}%noloop"],
            $"{Origin}/?socket={Uri.EscapeDataString(socket.ToString())}&{query}",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        // It would stop for a reader once the pipes are full.
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        return await _posted.Task.WaitAsync(Until.Longest);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        await _host.DisposeAsync();
        await _folder.DeleteAsync();
    }

    private static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private async Task TakeAsync(HttpRequest request) => _posted.TrySetResult((await JsonDocument.ParseAsync(request.Body)).RootElement);
}
