using Microsoft.Extensions.Options;
using Transcribe.Engine.Audio.Fetching;

namespace Transcribe.Engine.Audio;

/// <summary>HTTP to addresses that callers name, under the rules for audio URLs: private, loopback, link-local and metadata addresses are refused as the connection is made.</summary>
public sealed class GuardedHttp(IOptions<AudioOptions> options)
{
    /// <summary>A handler that follows no redirects and keeps no cookies.</summary>
    public HttpMessageHandler CreateHandler() => GuardedClients.Handler(options.Value);
}
