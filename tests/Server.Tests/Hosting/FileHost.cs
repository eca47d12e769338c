using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Transcribe.Server.Tests.Hosting;

/// <summary>A web server on loopback with the samples, with failures, and with files that it holds until they are released.</summary>
internal sealed class FileHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FileHost(WebApplication app) => _app = app;

    private string Address => _app.Urls.Single();

    public static async Task<FileHost> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/status/{status:int}", (int status) => Results.StatusCode(status));
        app.MapGet("/text", () => "This is no audio at all, however long one listens to it.");
        app.MapGet("/zeros/{count:int}", (int count) => Results.Bytes(new byte[count]));
        app.MapGet("/samples/{name}", (string name) => Results.File(Repository.Sample(name)));
        var isDown = true;
        app.MapGet("/late/{name}", (string name) =>
        {
            var answer = isDown ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable) : Results.File(Repository.Sample(name));
            isDown = false;
            return answer;
        });
        app.MapGet("/redirect", (string to) => Results.Redirect(to));
        await app.StartAsync();
        return new FileHost(app);
    }

    public string Status(int status) => $"{Address}/status/{status}";

    public string Text => $"{Address}/text";

    public string Zeros(int count) => $"{Address}/zeros/{count}";

    public string Sample(string name) => $"{Address}/samples/{name}";

    /// <summary>A sample that the second request gets; the first fails with 503.</summary>
    public string Late(string name) => $"{Address}/late/{name}";

    public string RedirectTo(string url) => $"{Address}/redirect?to={Uri.EscapeDataString(url)}";

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
