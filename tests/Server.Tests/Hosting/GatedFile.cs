using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Transcribe.Server.Tests.Hosting;

/// <summary>A sample that is held until its release, so that a transcription waits in its fetch.</summary>
internal sealed class GatedFile : IAsyncDisposable
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _app;

    private GatedFile(WebApplication app) => _app = app;

    public string Url => $"{_app.Urls.Single()}/{Samples.English.File}";

    /// <summary>Completes when a client has requested the file.</summary>
    public Task Asked => _asked.Task.WaitAsync(Until.Longest);

    /// <summary>Completes when that client has given up.</summary>
    public Task Abandoned => _abandoned.Task.WaitAsync(Until.Longest);

    public static async Task<GatedFile> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var file = new GatedFile(app);
        app.MapGet("/{name}", file.ServeAsync);
        await app.StartAsync();
        return file;
    }

    public void Release() => _released.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context, string name)
    {
        await using var registration = context.RequestAborted.Register(() => _abandoned.TrySetResult());
        _asked.TrySetResult();
        await _released.Task;
        await context.Response.SendFileAsync(Repository.Sample(name));
    }
}
