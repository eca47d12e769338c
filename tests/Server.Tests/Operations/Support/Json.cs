using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Transcribe.Server.Tests.Operations.Support;

/// <summary>The answer to an HTTP/JSON call.</summary>
internal sealed record Json(HttpStatusCode Status, JsonNode? Body, HttpResponseMessage Response)
{
    public static Task<Json> GetAsync(HttpClient http, string path, params (string Name, string Value)[] headers) =>
        SendAsync(http, HttpMethod.Get, path, null, headers);

    public static Task<Json> DeleteAsync(HttpClient http, string path) => SendAsync(http, HttpMethod.Delete, path, null);

    public static Task<Json> PostAsync(HttpClient http, string path, object body, params (string Name, string Value)[] headers) =>
        SendAsync(http, HttpMethod.Post, path, new StringContent(JsonSerializer.Serialize(body), null, "application/json"), headers);

    /// <summary>Returns the only value of a header, or null if the header is missing.</summary>
    public string? Header(string name) => Response.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    /// <summary>Returns the reason in the ErrorInfo of an error body.</summary>
    public string? ErrorReason() =>
        Body!["error"]!["details"]!.AsArray().Select(detail => (string?)detail!["reason"]).First(reason => reason is not null);

    private static async Task<Json> SendAsync(
        HttpClient http, HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        var response = await http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        return new Json(response.StatusCode, body.Length == 0 ? null : JsonNode.Parse(body), response);
    }
}
