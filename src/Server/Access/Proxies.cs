using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Transcribe.Server.Access;

/// <summary>Takes the address of a caller behind a known proxy from <c>X-Forwarded-For</c>.</summary>
internal static class Proxies
{
    /// <summary>Configures the middleware of <c>UseForwardedHeaders</c>.</summary>
    public static IServiceCollection AddProxies(this IServiceCollection services)
    {
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<AccessOptions>>((forwarded, access) =>
        {
            // Without known proxies, the middleware would believe everybody.
            forwarded.ForwardedHeaders = access.Value.Proxies.Count > 0 ? ForwardedHeaders.XForwardedFor : ForwardedHeaders.None;
            // The first address from the right that is not a known proxy is the caller's.
            forwarded.ForwardLimit = null;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var proxy in access.Value.Proxies)
                forwarded.KnownIPNetworks.Add(Parse(proxy)!.Value);
        });
        return services;
    }

    /// <summary>Returns the network that a setting names: a network, or an address. Null if it is neither.</summary>
    public static System.Net.IPNetwork? Parse(string proxy)
    {
        if (System.Net.IPNetwork.TryParse(proxy, out var network))
            return network;
        return IPAddress.TryParse(proxy, out var address) ? new System.Net.IPNetwork(address, 8 * address.GetAddressBytes().Length) : null;
    }
}
