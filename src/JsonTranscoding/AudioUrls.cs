using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.JsonTranscoding;

/// <summary>URLs of audio in requests.</summary>
public static class AudioUrls
{
    /// <summary>Whether the text is an absolute http or https URL.</summary>
    public static bool IsHttp(string text) => Parse(text) is not null;

    /// <summary>Audio to fetch.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: not an absolute http or https URL.</exception>
    public static AudioInput.Remote ToAudio(string text) => Parse(text) is { } uri
        ? new AudioInput.Remote(uri)
        : throw RpcErrors.InvalidField("uri", "The URL of the audio must be absolute, and http or https", ErrorReasons.UrlNotAllowed);

    private static Uri? Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) ? uri : null;
}
