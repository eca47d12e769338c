using Transcribe.Core;

namespace Transcribe.Audio;

/// <summary>
/// Sends HTTP requests to URLs of callers under the rules for audio URLs: a connection to a private, loopback, link-local or metadata
/// address is refused.
/// </summary>
public interface IGuardedHttp
{
    /// <summary>Creates a handler that follows no redirects and stores no cookies.</summary>
    HttpMessageHandler CreateHandler();

    /// <summary>
    /// Refuses a URL without connecting: a scheme other than http and https, credentials, or a refused IP address as its host.
    /// </summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.UrlNotAllowed"/>.</exception>
    void Check(Uri uri);
}
