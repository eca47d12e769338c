namespace Transcribe.Operations.Webhooks;

/// <summary>
/// How webhooks reach the network. Their addresses come from callers, so whoever registers this decides which are allowed; an address that is not, fails the try
/// with an <see cref="HttpRequestException"/>.
/// </summary>
public interface IWebhookHandlerFactory
{
    /// <summary>Made once. Must not follow redirects nor keep cookies.</summary>
    HttpMessageHandler Create();
}
