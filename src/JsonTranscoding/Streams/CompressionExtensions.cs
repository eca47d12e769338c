using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Transcribe.JsonTranscoding.Streams;

/// <summary>Compresses responses for callers that accept it.</summary>
public static class CompressionExtensions
{
    private static readonly string[] Types =
    [
        "application/json", "application/x-subrip", "text/vtt", "text/tab-separated-values", "text/plain", "text/html", "text/javascript",
        "application/javascript", "text/css",
    ];

    /// <summary>Adds Brotli and gzip.</summary>
    public static IServiceCollection AddJsonCompression(this IServiceCollection services) => services.AddResponseCompression(options =>
    {
        options.MimeTypes = Types;
        // A response holds nothing that a third party could guess byte by byte: no keys and no tokens.
        options.EnableForHttps = true;
    });

    /// <summary>
    /// Adds the middleware. It must run around everything that writes bodies. Streams are not compressed: each message is sent at once, and
    /// compression would gain little on short messages.
    /// </summary>
    public static IApplicationBuilder UseJsonCompression(this IApplicationBuilder app) =>
        app.UseWhen(context => !StreamFormatExtensions.IsStream(context), documents => documents.UseResponseCompression());
}
