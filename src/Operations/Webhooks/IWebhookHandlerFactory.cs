namespace Transcribe.Operations.Webhooks;

/// <summary>
/// How webhooks reach the network. Their addresses come from callers, so whoever registers this decides which are allowed: for one that is not, the handler
/// throws, and the try has failed.
/// </summary>
public interface IWebhookHandlerFactory
{
    /// <summary>Made once. Must not follow redirects nor keep cookies.</summary>
    HttpMessageHandler Create();
}
