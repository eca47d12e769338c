namespace Transcribe.Operations.Webhooks;

/// <summary>
/// Creates the HTTP handler that sends webhooks. Their addresses come from callers, so the handler must check them: it throws for an
/// address that is not allowed, and the attempt fails.
/// </summary>
public interface IWebhookHandlerFactory
{
    /// <summary>Called once. The handler must not follow redirects and must not keep cookies.</summary>
    HttpMessageHandler Create();
}
