using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Options;

namespace Transcribe.Operations.Webhooks;

/// <summary>Sends deliveries, one HTTP request per attempt.</summary>
internal sealed class WebhookSender(
    IWebhookHandlerFactory handlers,
    WebhookSigner signer,
    IOptions<WebhooksOptions> options,
    TimeProvider time) : IDisposable
{
    private const string UserAgent = "Transcribe-Webhooks";

    private readonly HttpMessageInvoker _client = new(handlers.Create());

    /// <exception cref="OperationCanceledException">
    /// <paramref name="stopping"/> was cancelled. The receiver may have got the webhook.
    /// </exception>
    public async Task<DeliveryResult> SendAsync(Delivery delivery, CancellationToken stopping)
    {
        using var timeout = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            using var request = Request(delivery);
            // SendAsync returns once the response headers have arrived. The body is ignored.
            using var response = await _client.SendAsync(request, either.Token);
            return Judge(response);
        }
        catch (Exception fault)
        {
            // Every exception is a failed attempt, for example the one for an address that is not allowed.
            stopping.ThrowIfCancellationRequested();
            return new DeliveryResult.Failed(Reason(fault), TimedOut: fault is OperationCanceledException);
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(Delivery delivery)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(delivery.Body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, delivery.Uri) { Content = content };
        request.Headers.UserAgent.ParseAdd(UserAgent);
        request.Headers.Add("webhook-id", delivery.Id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        if (signer.Sign(delivery.Tenant, delivery.Id, timestamp, delivery.Body) is { } signature)
            request.Headers.Add("webhook-signature", signature);
        return request;
    }

    private DeliveryResult Judge(HttpResponseMessage response) => response switch
    {
        { IsSuccessStatusCode: true } => new DeliveryResult.Delivered(),
        { StatusCode: HttpStatusCode.Gone } => new DeliveryResult.Refused("status 410"),
        _ => new DeliveryResult.Failed($"status {(int)response.StatusCode}", RetryAfter(response)),
    };

    private static string Reason(Exception fault) => fault switch
    {
        OperationCanceledException => "no answer in time",
        HttpRequestException failed => $"no answer ({failed.HttpRequestError})",
        _ => $"no answer ({fault.GetType().Name})",
    };

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };
}
