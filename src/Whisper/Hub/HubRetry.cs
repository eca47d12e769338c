using Microsoft.Extensions.Logging;

namespace Transcribe.Whisper.Hub;

/// <summary>Tries again after failures of the network, after 1, 2, 4 and 8 s; the fifth in a row that brought nothing is the last.</summary>
internal sealed class HubRetry(HubRepository repository, TimeProvider time, ILogger logger)
{
    private const int MaxFailures = 5;

    /// <param name="what">The file or list that is fetched, for messages.</param>
    /// <param name="attempt">Throws <see cref="HttpRequestException"/> where another try makes sense.</param>
    /// <param name="gained">Bytes had so far; when they grew, failures are counted from the start.</param>
    /// <param name="cancellationToken">Ends tries and waits.</param>
    /// <exception cref="ModelDownloadException">All tries failed.</exception>
    public async Task<T> RunAsync<T>(string what, Func<CancellationToken, Task<T>> attempt, Func<long> gained, CancellationToken cancellationToken)
    {
        var had = gained();
        for (var failures = 1; ; failures++)
        {
            Exception failure;
            try
            {
                return await attempt(cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
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
