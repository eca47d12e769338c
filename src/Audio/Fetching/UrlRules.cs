using System.Net;
using Transcribe.Core;

namespace Transcribe.Audio.Fetching;

/// <summary>Checks a URL before the service connects to it. The rules apply to the caller's URL and to each redirect.</summary>
internal static class UrlRules
{
    /// <summary>The error for a refused address. It does not name the address.</summary>
    public const string AddressRefused = "The URL leads to an address that is not allowed";

    /// <summary>Checks the scheme, the credentials and the address of a URL.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.UrlNotAllowed"/>.</exception>
    public static void Check(Uri uri)
    {
        if (!uri.IsAbsoluteUri || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
            throw AudioFailure.NotAllowed("The URL must be http or https");
        if (uri.UserInfo.Length > 0)
            throw AudioFailure.NotAllowed("The URL must not hold a user name or password");
        // A connection to 0.0.0.0 or :: reaches this machine.
        if (IPAddress.TryParse(uri.DnsSafeHost, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
            throw AudioFailure.NotAllowed(AddressRefused);
    }

    /// <summary>
    /// Whether the host could be a name of a private network, which an error must not confirm. An address confirms nothing, and neither
    /// does localhost, which every machine has.
    /// </summary>
    public static bool MayBeInternal(Uri uri) =>
        uri.HostNameType == UriHostNameType.Dns && !uri.IdnHost.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    /// <summary>Resolves and checks the target of a redirect.</summary>
    /// <param name="from">The URL that redirects.</param>
    /// <param name="location">The target, absolute or relative.</param>
    /// <param name="allowInsecure">Whether https may lead to http, which anyone on the path can answer.</param>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.UrlNotAllowed"/>, or <see cref="TranscriptionError.FetchFailed"/>: the target is not a URL.
    /// </exception>
    public static Uri Redirect(Uri from, Uri location, bool allowInsecure)
    {
        if (!Uri.TryCreate(from, location, out var to))
            throw AudioFailure.FetchFailed("it redirects to an invalid URL");
        Check(to);
        if (!allowInsecure && from.Scheme == Uri.UriSchemeHttps && to.Scheme == Uri.UriSchemeHttp)
            throw AudioFailure.NotAllowed("The URL redirects from https to http");
        return to;
    }
}
