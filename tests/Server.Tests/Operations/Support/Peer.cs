using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Transcribe.Server.Tests.Operations.Support;

/// <summary>A server on a real socket that the tested server fetches audio from and sends webhooks to.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly WebhookReceiver _webhooks;
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _heldFetches;
    private int _endedFetches;

    private Peer(WebApplication app, WebhookReceiver webhooks) => (_app, _webhooks) = (app, webhooks);

    public ConcurrentQueue<ReceivedWebhook> Received => _webhooks.Received;

    /// <summary>The number of fetches of <see cref="Held"/> that have begun.</summary>
    public int HeldFetches => Volatile.Read(ref _heldFetches);

    /// <summary>The number of fetches of <see cref="Held"/> that the server gave up.</summary>
    public int EndedFetches => Volatile.Read(ref _endedFetches);

    /// <summary>The URL of the English sample, which is held until <see cref="Release"/>.</summary>
    public Uri Held => At("/held");

    /// <summary>The query of the last fetch of <see cref="Held"/>, with its question mark.</summary>
    public string? HeldQuery { get; private set; }

    /// <summary>A URL that answers 404.</summary>
    public Uri Missing => At("/missing.mp3");

    /// <summary>The status that <see cref="Hook"/> answers; default 200.</summary>
    public int HookStatus { get; set; } = 200;

    /// <summary>The URL that accepts webhooks.</summary>
    public Uri Hook => _webhooks.Uri;

    public static async Task<Peer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var peer = new Peer(builder.Build(), await WebhookReceiver.StartAsync());
        peer._webhooks.Answer = peer.AnswerHook;
        peer._app.MapGet("/samples/{name}", (string name) => Results.File(Repository.Sample(name), "audio/mpeg"));
        peer._app.MapGet("/held", (Delegate)peer.HoldAsync);
        await peer._app.StartAsync();
        return peer;
    }

    public Uri Sample(string name = Speech.English) => At($"/samples/{name}");

    public void Release() => _released.TrySetResult();

    /// <summary>Returns the only webhook whose body names an operation.</summary>
    public async Task<ReceivedWebhook> WebhookAsync(string name = "")
    {
        await Until.TrueAsync(() => Received.Any(webhook => webhook.Body.Contains(name, StringComparison.Ordinal)));
        return Received.Single(webhook => webhook.Body.Contains(name, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        Release();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        await _webhooks.DisposeAsync();
    }

    private Uri At(string path) => new(_app.Urls.Single() + path);

    private async Task<IResult> HoldAsync(HttpContext context)
    {
        HeldQuery = context.Request.QueryString.Value;
        Interlocked.Increment(ref _heldFetches);
        try
        {
            await _released.Task.WaitAsync(context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _endedFetches);
            throw;
        }
        return Results.File(Repository.Sample(Speech.English), "audio/mpeg");
    }

    private Task AnswerHook(HttpContext context, int number)
    {
        context.Response.StatusCode = HookStatus;
        return Task.CompletedTask;
    }
}
