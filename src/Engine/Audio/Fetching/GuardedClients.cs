using Microsoft.Security.AntiSSRF;

namespace Transcribe.Engine.Audio.Fetching;

/// <summary>
/// HTTP clients for hostile URLs: no proxy, no cookies, no credentials, no redirects of their own, and, but for hosts allowed by name, addresses checked as
/// the connection is made, so that a name cannot be looked up twice with different answers.
/// </summary>
internal sealed class GuardedClients : IDisposable
{
    // What AntiSSRF's list leaves open: IPv4-compatible and IPv4-translated addresses (RFC 4291 2.5.5.1, RFC 2765), both deprecated, both able to carry 127.0.0.1.
    private static readonly string[] AlsoDenied = ["::/96", "::ffff:0:0:0/96"];

    private readonly HashSet<string> _allowedHosts;
    private readonly HttpClient _guarded;
    private readonly HttpClient _unguarded;

    public GuardedClients(AudioOptions options)
    {
        var allowed = options.AllowedNetworks.Select(AllowedNetwork.Parse).ToList();
        _allowedHosts = new HashSet<string>(allowed.Select(entry => entry?.HostName).OfType<string>(), StringComparer.OrdinalIgnoreCase);
        _guarded = Client(Guarded(Networks(allowed), options.ConnectTimeout));
        _unguarded = Client(Unguarded(options.ConnectTimeout));
    }

    /// <summary>The client that may be used for the URL.</summary>
    public HttpClient For(Uri uri) => _allowedHosts.Contains(uri.IdnHost) ? _unguarded : _guarded;

    /// <summary>A handler under the same rules, for whoever posts to callers' URLs.</summary>
    public static HttpMessageHandler Handler(AudioOptions options) => Guarded(Networks(options.AllowedNetworks.Select(AllowedNetwork.Parse)), options.ConnectTimeout);

    public void Dispose()
    {
        _guarded.Dispose();
        _unguarded.Dispose();
    }

    private static string[] Networks(IEnumerable<AllowedNetwork?> allowed) => [.. allowed.Select(entry => entry?.Network?.ToString()).OfType<string>()];

    private static AntiSSRFHandler Guarded(string[] allowedNetworks, TimeSpan connectTimeout)
    {
        var policy = new AntiSSRFPolicy(PolicyConfigOptions.ExternalOnlyLatest) { AllowPlainTextHttp = true };
        policy.AddDeniedAddresses(AlsoDenied);
        policy.AddAllowedAddresses(allowedNetworks);
        // The handler that this wraps uses no proxy.
        var handler = policy.GetHandler();
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.ConnectTimeout = connectTimeout;
        return handler;
    }

    private static SocketsHttpHandler Unguarded(TimeSpan connectTimeout) =>
        new() { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = connectTimeout };

    // Time limits are the fetcher's. Some servers refuse clients without a name.
    private static HttpClient Client(HttpMessageHandler handler) =>
        new(handler) { Timeout = Timeout.InfiniteTimeSpan, DefaultRequestHeaders = { { "User-Agent", "Transcribe" } } };
}
