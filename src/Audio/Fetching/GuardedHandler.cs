namespace Transcribe.Audio.Fetching;

/// <summary>
/// HTTP for hostile URLs: no proxy, no cookies, no credentials, no redirects of its own, and, but for hosts allowed by name, addresses checked as the
/// connection is made, so that a name cannot be looked up twice with different answers.
/// </summary>
internal sealed class GuardedHandler(AddressRules rules, TimeSpan connectTimeout) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _guarded = new(rules.CreateHandler(connectTimeout));
    private readonly HttpMessageInvoker _unguarded = new(
        new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = connectTimeout });

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        (rules.AllowsHost(request.RequestUri!) ? _unguarded : _guarded).SendAsync(request, cancellationToken);

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
