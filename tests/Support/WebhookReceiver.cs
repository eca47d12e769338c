using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Transcribe.Tests;

/// <summary>A webhook receiver on a real socket. Keeps what it receives and answers as a test wants.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<ReceivedWebhook> Received { get; } = [];

    /// <summary>Answers each request, given its number from 1; by default with status 200.</summary>
    public Func<HttpContext, int, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public Uri Uri => new($"{_app.Urls.Single()}/hook?key=1");

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.MapPost("/hook", receiver.ReceiveAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var headers = context.Request.Headers;
        Received.Enqueue(new ReceivedWebhook(
            headers["webhook-id"].ToString(),
            headers["webhook-timestamp"].ToString(),
            headers["webhook-signature"],
            context.Request.ContentType,
            context.Request.Path + context.Request.QueryString,
            await reader.ReadToEndAsync()));
        await Answer(context, Received.Count);
    }
}

/// <summary>A webhook, with its headers as Standard Webhooks defines them.</summary>
/// <param name="Id">Empty without the header.</param>
/// <param name="Timestamp">Seconds since 1970; empty without the header.</param>
/// <param name="Signature">Null without the header.</param>
/// <param name="ContentType">The body's content type.</param>
/// <param name="Target">The path and query.</param>
/// <param name="Body">The body as text.</param>
public sealed record ReceivedWebhook(string Id, string Timestamp, string? Signature, string? ContentType, string Target, string Body);
