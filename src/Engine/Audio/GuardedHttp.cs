using Microsoft.Extensions.Options;
using Transcribe.Engine.Audio.Fetching;

namespace Transcribe.Engine.Audio;

/// <summary>HTTP to addresses that callers name, under the rules for audio URLs: private, loopback, link-local and metadata addresses are refused as the connection is made.</summary>
public sealed class GuardedHttp(IOptions<AudioOptions> options)
{
    private readonly AddressRules _rules = new(options.Value);

    /// <summary>A handler that follows no redirects and keeps no cookies.</summary>
    public HttpMessageHandler CreateHandler() => new GuardedHandler(_rules, options.Value.ConnectTimeout);

    /// <summary>Refuses what can be told from the URL alone: its scheme, credentials in it, and an address in place of a host name.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.UrlNotAllowed"/>.</exception>
    public void Check(Uri uri)
    {
        UrlRules.Check(uri);
        if (_rules.RefusesAddress(uri))
            throw AudioFailure.NotAllowed(UrlRules.AddressRefused);
    }
}
