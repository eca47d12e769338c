using Transcribe.Audio;
using Transcribe.Operations.Webhooks;

namespace Transcribe.Server.Services;

/// <summary>Applies the network rules of audio URLs to webhooks.</summary>
internal sealed class WebhookHandlerFactory(IGuardedHttp http) : IWebhookHandlerFactory
{
    public HttpMessageHandler Create() => http.CreateHandler();
}
