using Microsoft.Extensions.Logging;

namespace Transcribe.Engines.Hub;

/// <summary>
/// Retries after transient errors of the network, with delays of 1, 2, 4 and 8 s; gives up after five consecutive attempts without
/// progress.
/// </summary>
internal sealed class HubRetry(HubRepository repository, TimeProvider time, ILogger logger)
{
    private const int MaxFailures = 5;

    /// <param name="what">The file or list to fetch, for messages.</param>
    /// <param name="attempt">One attempt; throws <see cref="HttpRequestException"/> if a retry makes sense.</param>
    /// <param name="gained">Bytes received so far; if they grew, the count of failures restarts.</param>
    /// <param name="cancellationToken">Cancels attempts and delays.</param>
    /// <exception cref="ModelDownloadException">All attempts failed.</exception>
    public async Task<T> RunAsync<T>(
        string what, Func<CancellationToken, Task<T>> attempt, Func<long> gained, CancellationToken cancellationToken)
    {
        var had = gained();
        for (var failures = 1; ; failures++)
        {
            Exception failure;
            try
            {
                return await attempt(cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                failure = e;
            }
            if (gained() > had)
                (had, failures) = (gained(), 1);
            if (failures == MaxFailures)
                throw new ModelDownloadException(repository.Id, $"{what} could not be fetched: {failure.Message}", failure);
            var delay = TimeSpan.FromSeconds(1 << (failures - 1));
            logger.FetchRetried(what, failure.Message, delay);
            await Task.Delay(delay, time, cancellationToken);
        }
    }
}
