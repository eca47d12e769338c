using Microsoft.AspNetCore.Http;

namespace Transcribe.JsonTranscoding.Platform;

/// <summary>What a call's <c>Prefer</c> header (RFC 7240) says of waiting.</summary>
internal static class AsyncPreference
{
    private const string Async = "respond-async";
    private const string Proxy = "respond-async-proxy";

    /// <summary>Whether a synchronous call is to be answered before its work is done.</summary>
    public static bool IsAsync(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path == "/generate" && (Has(request, Async) || Has(request, Proxy));

    /// <summary>Whether nobody will ask for the result.</summary>
    public static bool IsProxy(HttpRequest request) => Has(request, Proxy);

    private static bool Has(HttpRequest request, string preference) => request.Headers["Prefer"]
        .SelectMany(line => (line ?? "").Split([',', ';'], StringSplitOptions.TrimEntries))
        .Contains(preference, StringComparer.OrdinalIgnoreCase);
}
