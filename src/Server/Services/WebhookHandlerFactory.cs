using Transcribe.Audio;
using Transcribe.Operations.Webhooks;

namespace Transcribe.Server.Services;

/// <summary>Webhooks reach the network under the rules for audio URLs.</summary>
internal sealed class WebhookHandlerFactory(IGuardedHttp http) : IWebhookHandlerFactory
{
    public HttpMessageHandler Create() => http.CreateHandler();
}
