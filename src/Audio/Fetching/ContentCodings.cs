using System.IO.Compression;

namespace Transcribe.Audio.Fetching;

/// <summary>The content codings that a fetch accepts and undoes (RFC 9110, 8.4.1).</summary>
internal static class ContentCodings
{
    /// <summary>The value of the Accept-Encoding header.</summary>
    public const string Accepted = "gzip, deflate, br";

    /// <summary>The most codings of a body. Each read passes through all of them on one stack, and each has a buffer.</summary>
    private const int Most = 4;

    /// <summary>Undoes the codings of a body.</summary>
    /// <param name="body">The encoded body. The result owns it.</param>
    /// <param name="codings">The values of the Content-Encoding header, in the order in which they were applied.</param>
    /// <exception cref="Core.TranscriptionException">
    /// <see cref="Core.TranscriptionError.FetchFailed"/>: a coding is unknown, or there are too many.
    /// </exception>
    public static Stream Undo(Stream body, ICollection<string> codings) => codings.Count <= Most
        ? codings.Reverse().Aggregate(body, Undo)
        : throw AudioFailure.FetchFailed($"it has more than {Most} content encodings");

    private static Stream Undo(Stream body, string coding) => coding.ToUpperInvariant() switch
    {
        "GZIP" or "X-GZIP" => new GZipStream(body, CompressionMode.Decompress),
        "DEFLATE" => new ZLibStream(body, CompressionMode.Decompress),
        "BR" => new BrotliStream(body, CompressionMode.Decompress),
        "IDENTITY" => body,
        _ => throw AudioFailure.FetchFailed("its content encoding is not supported"),
    };
}
