using Microsoft.AspNetCore.Http;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>How an error's body looks.</summary>
internal enum ErrorShape
{
    /// <summary><c>{"error":{"code","status","message","details"}}</c>.</summary>
    Status,

    /// <summary><c>{"detail":"…"}</c>, as the hosting platform's clients expect.</summary>
    Detail,
}

/// <summary>Which requests have which shape.</summary>
internal static class ErrorShapes
{
    private static readonly PathString[] Platform = ["/generate", "/generate_webhook", "/status", "/result"];

    extension(ErrorShape)
    {
        /// <summary>The shape for a JSON call; null for all else.</summary>
        public static ErrorShape? For(HttpRequest request)
        {
            if (request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true)
                return null;
            if (Array.Exists(Platform, path => request.Path.StartsWithSegments(path, StringComparison.Ordinal)))
                return ErrorShape.Detail;
            return request.Path.StartsWithSegments("/v1", StringComparison.Ordinal) ? ErrorShape.Status : null;
        }
    }
}
