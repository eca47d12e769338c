using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.JsonTranscoding;

/// <summary>Validates the audio URLs in requests.</summary>
public static class AudioUrls
{
    private const string NotHttp = "The audio URL must be an absolute http or https URL";
    private const string DataRefused = "A `data:` URI is not accepted; send the bytes of the audio in the field `content` of Transcribe";

    /// <summary>Whether the text is an absolute http or https URL.</summary>
    public static bool IsHttp(string text) => Parse(text) is not null;

    /// <summary>Converts a URL to remote audio.</summary>
    /// <param name="text">The URL.</param>
    /// <param name="field">The field of the request that contains it.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: the text is not an absolute http or https URL.</exception>
    public static AudioInput.Remote ToAudio(string text, string field = "uri") => Parse(text) is { } uri
        ? new AudioInput.Remote(uri)
        : throw RpcErrors.InvalidField(field, IsData(text) ? DataRefused : NotHttp, ErrorReasons.UrlNotAllowed);

    private static bool IsData(string text) => text.StartsWith("data:", StringComparison.OrdinalIgnoreCase);

    private static Uri? Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            : null;
}
