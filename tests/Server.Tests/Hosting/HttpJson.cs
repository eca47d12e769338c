using System.Text;
using Google.Protobuf;

namespace Transcribe.Server.Tests.Hosting;

/// <summary>Sends requests as a JSON client does.</summary>
internal static class HttpJson
{
    public static Task<HttpResponseMessage> PostAsync(
        this HttpClient http, string path, IMessage request, params (string Name, string Value)[] headers) =>
        http.PostAsync(path, JsonFormatter.Default.Format(request), headers);

    public static Task<HttpResponseMessage> PostAsync(
        this HttpClient http, string path, string json, params (string Name, string Value)[] headers) =>
        http.SendAsync(Request(path, json, headers));

    /// <summary>Returns the answer as soon as its headers have arrived.</summary>
    public static Task<HttpResponseMessage> PostStreamAsync(
        this HttpClient http, string path, IMessage request, params (string Name, string Value)[] headers) =>
        http.SendAsync(Request(path, JsonFormatter.Default.Format(request), headers), HttpCompletionOption.ResponseHeadersRead);

    private static HttpRequestMessage Request(string path, string json, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return request;
    }
}
