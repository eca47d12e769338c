using System.Buffers;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Transcribe.Core;

namespace Transcribe.Audio.Fetching;

/// <summary>
/// Fetches an untrusted URL with limits on size and time. It requests no content encoding, so the received bytes equal the stored bytes.
/// </summary>
internal sealed class UrlFetcher(
    IGuardedHttp http,
    IOptions<AudioOptions> options,
    TimeProvider time,
    ILogger<UrlFetcher> logger) : IDisposable
{
    private readonly AudioOptions _options = options.Value;

    private const int BufferBytes = 64 * 1024;

    // FetchDeadlines limits the time. Some servers refuse clients without a user agent.
    private readonly HttpClient _client = new(http.CreateHandler())
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "Transcribe" } },
    };

    /// <summary>Writes the response's body to <paramref name="to"/>.</summary>
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
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw AudioFailure.FetchFailed(
                    $"status {(int)response.StatusCode}", new HttpRequestException(message: null, inner: null, response.StatusCode));
            }
            if (response.Content.Headers.ContentLength > _options.MaxDownloadBytes)
                throw AudioFailure.TooLarge(_options.MaxDownloadBytes);
            await CopyAsync(response, to, deadlines, cancel);
        }
        catch (TranscriptionException refused) when (refused.Error == TranscriptionError.UrlNotAllowed)
        {
            logger.FetchRefused(uri.IsAbsoluteUri ? uri.IdnHost : "", refused.Message);
            throw;
        }
    }

    public void Dispose() => _client.Dispose();

    // Each redirect is checked again, and its connection follows the same address rules.
    private async Task<HttpResponseMessage> FollowAsync(Uri uri, FetchDeadlines deadlines)
    {
        for (var redirects = 0; ; redirects++)
        {
            var response = await SendAsync(uri, deadlines);
            if (!IsRedirect(response.StatusCode) || response.Headers.Location is not { } location)
                return response;
            response.Dispose();
            if (redirects == _options.MaxRedirects)
                throw AudioFailure.FetchFailed($"more than {_options.MaxRedirects} redirects");
            uri = UrlRules.Redirect(uri, location);
        }
    }

    private Task<HttpResponseMessage> SendAsync(Uri uri, FetchDeadlines deadlines) =>
        deadlines.RunAsync(async token =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
        });

    private async Task CopyAsync(HttpResponseMessage response, Stream to, FetchDeadlines deadlines, CancellationToken cancel)
    {
        await using var body = await deadlines.RunAsync(async token => await response.Content.ReadAsStreamAsync(token));
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            long received = 0;
            while (await deadlines.RunAsync(token => body.ReadAsync(buffer, token)) is > 0 and var read)
            {
                received += read;
                if (received > _options.MaxDownloadBytes)
                    throw AudioFailure.TooLarge(_options.MaxDownloadBytes);
                await to.WriteAsync(buffer.AsMemory(0, read), cancel);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool IsRedirect(HttpStatusCode status) => status
        is HttpStatusCode.MovedPermanently
        or HttpStatusCode.Found
        or HttpStatusCode.SeeOther
        or HttpStatusCode.TemporaryRedirect
        or HttpStatusCode.PermanentRedirect;
}
