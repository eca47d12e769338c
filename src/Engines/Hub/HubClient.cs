using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Transcribe.Engines.Hub;

/// <summary>
/// The hub's HTTP interface, used as huggingface_hub uses it. Transient errors throw <see cref="HttpRequestException"/>, permanent errors
/// throw <see cref="ModelDownloadException"/>.
/// </summary>
internal sealed class HubClient(HubSettings settings, HubRepository repository) : IDisposable
{
    private const int MaxRedirects = 10;

    /// <summary>The longest wait for a response, or for its headers if a file's content follows.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    // The client follows redirects itself: the token must not be sent to other hosts, and the headers of the first response describe the
    // file.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = AnswerTimeout };

    public async Task<HubRevision> RevisionAsync(CancellationToken cancellationToken)
    {
        var uri = new Uri(settings.Endpoint, $"api/models/{repository.Id}/revision/{Uri.EscapeDataString(repository.Revision)}");
        using var response = await SendAsync(HttpMethod.Get, uri, from: null, cancellationToken);
        try
        {
            using var json = await JsonDocument.ParseAsync(
                await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
            var commit = json.RootElement.GetProperty("sha").GetString() ?? "";
            var files = json.RootElement.GetProperty("siblings").EnumerateArray()
                .Select(file => file.GetProperty("rfilename").GetString() ?? "");
            return HubHash.IsGitHash(commit)
                ? new(commit, files.ToHashSet())
                : throw Problem($"{settings.Endpoint} returned \"{commit}\", which is not a commit");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Problem($"{settings.Endpoint} is not a Hugging Face hub: its response has another form", e);
        }
    }

    public async Task<HubFile> FileAsync(string commit, string name, CancellationToken cancellationToken)
    {
        var uri = new Uri(settings.Endpoint, $"{repository.Id}/resolve/{commit}/{Uri.EscapeDataString(name)}");
        using var response = await SendAsync(HttpMethod.Head, uri, from: null, cancellationToken);
        var etag = Header(response, "X-Linked-Etag") ?? Header(response, "ETag") ?? "";
        etag = (etag.StartsWith("W/", StringComparison.Ordinal) ? etag[2..] : etag).Trim('"');
        if (!HubHash.IsEtag(etag))
            throw Problem($"{settings.Endpoint} returned no checksum for {name}");
        var size = long.TryParse(Header(response, "X-Linked-Size"), out var linked) ? linked
            : IsRedirect(response) ? null
            : response.Content.Headers.ContentLength;
        return new(name, uri, etag, size ?? throw Problem($"{settings.Endpoint} returned no size for {name}"));
    }

    /// <summary>
    /// Requests a file's content from a byte on. A server may ignore the range; it then responds with 200 instead of 206.
    /// </summary>
    public Task<HttpResponseMessage> ContentAsync(HubFile file, long from, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, file.Location, from, cancellationToken);

    public void Dispose() => _http.Dispose();

    /// <param name="method">For HEAD, redirects end at the response that describes the file, or before they leave the endpoint.</param>
    /// <param name="uri">An address at the endpoint.</param>
    /// <param name="from">The first byte of a file's content, which the caller reads from the response; null for other requests, whose
    /// response is read completely.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri uri, long? from, CancellationToken cancellationToken)
    {
        for (var redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            var response = await SendOnceAsync(method, uri, from, cancellationToken);
            var target = IsRedirect(response) && response.Headers.Location is { } location ? new Uri(uri, location) : null;
            if (target is null || (method == HttpMethod.Head && (!IsEndpoint(target) || Header(response, "X-Linked-Size") is not null)))
                return Checked(response);
            response.Dispose();
            uri = target;
        }
        throw Problem($"{settings.Endpoint} redirects more than {MaxRedirects} times");
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpMethod method, Uri uri, long? from, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, uri);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("transcribe", typeof(HubClient).Assembly.GetName().Version?.ToString()));
        request.Headers.AcceptEncoding.Add(new("identity"));
        if (from > 0)
            request.Headers.Range = new RangeHeaderValue(from, null);
        if (settings.Token is { } token && IsEndpoint(uri))
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var completion = from is null ? HttpCompletionOption.ResponseContentRead : HttpCompletionOption.ResponseHeadersRead;
        return await _http.SendAsync(request, completion, cancellationToken);
    }

    private HttpResponseMessage Checked(HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode || IsRedirect(response) || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            return response;
        using (response)
            throw Failure(response);
    }

    private Exception Failure(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Problem(settings.Token is null
            ? $"{settings.Endpoint} requires a token: the repository is gated or private, or does not exist. "
                + "Set HF_TOKEN to a token that may read it"
            : $"{settings.Endpoint} rejects the token in HF_TOKEN: "
                + "it is invalid, or has no access to this gated or private repository"),
        HttpStatusCode.NotFound when Header(response, "X-Error-Code") == "RevisionNotFound" =>
            Problem($"has no revision {repository.Revision}"),
        HttpStatusCode.NotFound => Problem($"is unknown to {settings.Endpoint}"),
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError =>
            new HttpRequestException($"{settings.Endpoint} answered {(int)response.StatusCode}", null, response.StatusCode),
        _ => Problem($"{settings.Endpoint} answered {(int)response.StatusCode}"),
    };

    private ModelDownloadException Problem(string problem, Exception? inner = null) => new(repository.Id, problem, inner);

    private bool IsEndpoint(Uri uri) =>
        Uri.Compare(uri, settings.Endpoint, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static bool IsRedirect(HttpResponseMessage response) => (int)response.StatusCode is 301 or 302 or 303 or 307 or 308;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
