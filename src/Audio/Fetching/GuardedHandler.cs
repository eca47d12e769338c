using System.Diagnostics;

namespace Transcribe.Audio.Fetching;

/// <summary>
/// Sends HTTP requests to untrusted URLs. It uses no proxy, stores no cookies, sends no credentials and no headers about the call, and
/// follows no redirects. It checks addresses when it connects, so a second name lookup cannot return another address (DNS rebinding). Hosts
/// that are allowed by name are not checked.
/// </summary>
internal sealed class GuardedHandler(AddressRules rules, TimeSpan connectTimeout) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _guarded = new(rules.CreateHandler(connectTimeout));
    private readonly HttpMessageInvoker _unguarded = new(
        new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = connectTimeout });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Otherwise the host receives the trace id of the call. The change ends with this method.
        Activity.Current = null;
        return await (rules.AllowsHost(request.RequestUri!) ? _unguarded : _guarded).SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _guarded.Dispose();
            _unguarded.Dispose();
        }
        base.Dispose(disposing);
    }
}
