using System.Net;
using System.Net.Sockets;

namespace Transcribe.Server.Access;

/// <summary>Accounts of callers that are known by their address only.</summary>
internal static class Addresses
{
    private const int NetworkBytes = 8;

    /// <summary>
    /// Returns an IPv4 address, also in its IPv6 form, as it is, and an IPv6 address as its network of 64 bits, within which a single
    /// subscriber chooses addresses freely. The empty string if there is no address.
    /// </summary>
    public static string AccountOf(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true })
            return address.MapToIPv4().ToString();
        if (address?.AddressFamily != AddressFamily.InterNetworkV6)
            return address?.ToString() ?? "";
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, NetworkBytes, bytes.Length - NetworkBytes);
        return $"{new IPAddress(bytes)}/{8 * NetworkBytes}";
    }
}
