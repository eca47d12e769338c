using System.Net;

namespace Transcribe.Audio.Fetching;

/// <summary>
/// The cookies of one fetch. Some hosts set a cookie with a redirect and expect it at its target. Other fetches never see it.
/// </summary>
internal sealed class FetchCookies
{
    private readonly CookieContainer _cookies = new();

    /// <summary>Keeps the cookies that a response sets for its own host. Invalid cookies are ignored, as browsers do.</summary>
    public void Keep(Uri uri, HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var values))
            return;
        foreach (var value in values)
        {
            try
            {
                _cookies.SetCookies(uri, value);
            }
            catch (CookieException)
            {
                // The cookie is malformed, too long, or for another host.
            }
        }
    }

    /// <summary>Adds the cookies for a URL to its request.</summary>
    public void AddTo(HttpRequestMessage request, Uri uri)
    {
        if (_cookies.GetCookieHeader(uri) is { Length: > 0 } header)
            request.Headers.Add("Cookie", header);
    }
}
