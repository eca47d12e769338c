using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Transcribe.Operations.Tests.Support;

/// <summary>A webhook receiver on a real socket. Answers as the test decides and records the requests.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    public ConcurrentQueue<ReceivedWebhook> Received { get; } = [];

    /// <summary>Answers a request, given its number (from 1).</summary>
    public Func<HttpContext, int, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public Uri Uri { get; private set; } = null!;

    public Webhook Platform => new(Uri, WebhookKind.Platform);

    public Webhook Operation => new(Uri, WebhookKind.Operation);

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver._app.Run(receiver.ReceiveAsync);
        await receiver._app.StartAsync();
        var address = receiver._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        receiver.Uri = new Uri($"{address}/hook?key=1");
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
            headers["webhook-id"]!,
            headers["webhook-timestamp"]!,
            headers["webhook-signature"],
            context.Request.ContentType,
            context.Request.Path + context.Request.QueryString,
            await reader.ReadToEndAsync()));
        await Answer(context, Received.Count);
    }
}

internal sealed record ReceivedWebhook(string Id, string Timestamp, string? Signature, string? ContentType, string Target, string Body);
