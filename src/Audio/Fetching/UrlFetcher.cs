using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Transcribe.Core;

namespace Transcribe.Audio.Fetching;

/// <summary>Fetches an untrusted URL with limits on size and time.</summary>
internal sealed class UrlFetcher(
    IGuardedHttp http,
    IOptions<AudioOptions> options,
    TimeProvider time,
    ILogger<UrlFetcher> logger) : IDisposable
{
    private readonly AudioOptions _options = options.Value;

    // FetchDeadlines limits the time. Some servers refuse clients without a user agent.
    private readonly HttpClient _client = new(http.CreateHandler())
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "Transcribe" }, { "Accept-Encoding", ContentCodings.Accepted } },
    };

    /// <summary>Writes the response's body to <paramref name="to"/>, with its content codings undone.</summary>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.UrlNotAllowed"/>, <see cref="TranscriptionError.FetchFailed"/> or
    /// <see cref="TranscriptionError.AudioTooLarge"/>.
    /// </exception>
    public async Task FetchAsync(Uri uri, Stream to, CancellationToken cancel)
    {
        using var deadlines = new FetchDeadlines(_options, time, cancel);
        try
        {
            UrlRules.Check(uri);
            using var response = await FollowAsync(uri, deadlines);
            if (!IsWhole(response))
            {
                throw AudioFailure.FetchFailed(
                    $"status {(int)response.StatusCode}", new HttpRequestException(message: null, inner: null, response.StatusCode));
            }
            if (response.Content.Headers.ContentLength > _options.MaxDownloadBytes)
                throw AudioFailure.TooLarge(_options.MaxDownloadBytes);
            await new FetchedBody(response.Content, deadlines, _options.MaxDownloadBytes).CopyAsync(to, cancel);
        }
        catch (TranscriptionException refused) when (IsRefusal(refused))
        {
            logger.FetchRefused(uri.IsAbsoluteUri ? uri.IdnHost : "", refused.InnerException?.Message ?? refused.Message);
            throw;
        }
    }

    private static bool IsRefusal(TranscriptionException fault) =>
        fault.Error == TranscriptionError.UrlNotAllowed || fault.InnerException is TranscriptionException;

    public void Dispose() => _client.Dispose();

    // Each redirect is checked again, and its connection follows the same address rules.
    private async Task<HttpResponseMessage> FollowAsync(Uri uri, FetchDeadlines deadlines)
    {
        var cookies = new FetchCookies();
        for (var redirects = 0; ; redirects++)
        {
            var response = await SendAsync(uri, cookies, deadlines);
            if (!IsRedirect(response.StatusCode) || response.Headers.Location is not { } location)
                return response;
            cookies.Keep(uri, response);
            response.Dispose();
            if (redirects == _options.MaxRedirects)
                throw AudioFailure.FetchFailed($"more than {_options.MaxRedirects} redirects");
            uri = UrlRules.Redirect(uri, location, _options.AllowInsecureRedirects);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri uri, FetchCookies cookies, FetchDeadlines deadlines)
    {
        try
        {
            return await deadlines.RunAsync(async token =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, uri);
                cookies.AddTo(request, uri);
                return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
            });
        }
        catch (TranscriptionException refused) when (refused.Error == TranscriptionError.UrlNotAllowed && UrlRules.MayBeInternal(uri))
        {
            throw AudioFailure.NoPublicAddress(refused);
        }
    }

    private static bool IsWhole(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.OK or HttpStatusCode.NonAuthoritativeInformation => true,
        // Some servers answer every request with a range.
        HttpStatusCode.PartialContent => response.Content.Headers.ContentRange
            is ContentRangeHeaderValue { Unit: "bytes", From: 0, To: { } last, Length: { } length } && last == length - 1,
        _ => false,
    };

    private static bool IsRedirect(HttpStatusCode status) => status
        is HttpStatusCode.MovedPermanently
        or HttpStatusCode.Found
        or HttpStatusCode.SeeOther
        or HttpStatusCode.TemporaryRedirect
        or HttpStatusCode.PermanentRedirect;
}
