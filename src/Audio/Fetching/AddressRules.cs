using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Security.AntiSSRF;

namespace Transcribe.Audio.Fetching;

/// <summary>
/// Decides which hosts and addresses a caller's URL may use: public addresses and the entries of
/// <see cref="AudioOptions.AllowedNetworks"/>.
/// </summary>
internal sealed class AddressRules
{
    // AntiSSRF's list does not contain the deprecated IPv4-compatible and IPv4-translated addresses (RFC 4291 2.5.5.1, RFC 2765), which can
    // carry 127.0.0.1.
    private static readonly string[] AlsoDenied = ["::/96", "::ffff:0:0:0/96"];

    private readonly HashSet<string> _hosts;
    private readonly AntiSSRFPolicy _policy = new(PolicyConfigOptions.ExternalOnlyLatest)
    {
        AllowPlainTextHttp = true,
        AddXFFHeader = false,
    };
    private readonly IPNetwork[] _allowed;
    private readonly IPNetwork[] _denied;

    public AddressRules(IOptions<AudioOptions> options)
    {
        var entries = options.Value.AllowedNetworks.Select(AllowedNetwork.Parse).ToList();
        _hosts = new HashSet<string>(entries.Select(entry => entry?.HostName).OfType<string>(), StringComparer.OrdinalIgnoreCase);
        _policy.AddDeniedAddresses(AlsoDenied);
        _policy.AddAllowedAddresses([.. entries.Select(entry => entry?.Network?.ToString()).OfType<string>()]);
        _allowed = [.. _policy.AllowedAddresses.Select(IPNetwork.Parse)];
        _denied = [.. _policy.DeniedAddresses.Select(IPNetwork.Parse)];
    }

    /// <summary>Whether the host is allowed by name. Its addresses are then not checked.</summary>
    public bool AllowsHost(Uri uri) => _hosts.Contains(uri.IdnHost);

    /// <summary>Whether the host is an address that <see cref="CreateHandler"/> refuses. Names are checked after their lookup.</summary>
    public bool RefusesAddress(Uri uri) =>
        IPAddress.TryParse(uri.DnsSafeHost, out var address) && !Contain(_allowed, address) && Contain(_denied, address);

    /// <summary>A handler that checks each address before it connects.</summary>
    public HttpMessageHandler CreateHandler(TimeSpan connectTimeout)
    {
        // The inner handler uses no proxy.
        var handler = _policy.GetHandler();
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.ConnectTimeout = connectTimeout;
        return handler;
    }

    private static bool Contain(IPNetwork[] networks, IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return networks.Any(network => network.Contains(plain));
    }
}
