using Microsoft.Extensions.Options;

namespace Transcribe.Audio.Fetching;

/// <inheritdoc/>
internal sealed class GuardedHttp(AddressRules rules, IOptions<AudioOptions> options) : IGuardedHttp
{
    /// <inheritdoc/>
    public HttpMessageHandler CreateHandler() => new GuardedHandler(rules, options.Value.ConnectTimeout);

    /// <inheritdoc/>
    public void Check(Uri uri)
    {
        UrlRules.Check(uri);
        if (rules.RefusesAddress(uri))
            throw AudioFailure.NotAllowed(UrlRules.AddressRefused);
    }
}
