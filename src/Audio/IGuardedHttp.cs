using Transcribe.Core;

namespace Transcribe.Audio;

/// <summary>
/// HTTP to addresses that callers name, under the rules for audio URLs: private, loopback, link-local and metadata addresses are refused when the connection is made.
/// </summary>
public interface IGuardedHttp
{
    /// <summary>A handler that follows no redirects and keeps no cookies.</summary>
    HttpMessageHandler CreateHandler();

    /// <summary>Refuses what the URL alone shows: a scheme other than http and https, credentials, and an address that is not allowed in place of a host name.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.UrlNotAllowed"/>.</exception>
    void Check(Uri uri);
}
