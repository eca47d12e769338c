using System.Net;

namespace Transcribe.Audio.Fetching;

/// <summary>An entry of <see cref="AudioOptions.AllowedNetworks"/>: either a network or a host name; the other is null.</summary>
internal sealed record AllowedNetwork(IPNetwork? Network, string? HostName)
{
    /// <summary>The parsed entry; null if it is neither a network nor a host name.</summary>
    public static AllowedNetwork? Parse(string entry)
    {
        if (IPNetwork.TryParse(entry, out var network))
            return new AllowedNetwork(network, null);
        if (IPAddress.TryParse(entry, out var address))
            return new AllowedNetwork(new IPNetwork(address, address.GetAddressBytes().Length * 8), null);
        return Uri.CheckHostName(entry) == UriHostNameType.Dns ? new AllowedNetwork(null, entry) : null;
    }
}
