using Microsoft.Extensions.Logging;
using Transcribe.Core;

namespace Transcribe.Engines.Hub;

/// <summary>Finds or downloads files of a Hugging Face repository.</summary>
internal sealed class HubLocator(
    HubSettings settings, TimeProvider time, ILogger<HubLocator> logger, IProgress<DownloadProgress>? progress = null)
{
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;

    /// <summary>
    /// Finds a revision's files. A complete copy in the cache is used without a request to the hub; missing files are downloaded, resumed
    /// after interruptions and checked against the hub's hashes.
    /// </summary>
    /// <param name="repository">The repository and the revision.</param>
    /// <param name="selection">The files that are needed.</param>
    /// <param name="watching">Receives the progress of the download, in place of the one of the constructor.</param>
    /// <param name="cancellationToken">Stops the download; a later call resumes it.</param>
    /// <returns>The folder with the files.</returns>
    /// <exception cref="ModelDownloadException">The download failed.</exception>
    /// <exception cref="Core.ModelException">The engine cannot run the model.</exception>
    public async Task<string> LocateAsync(
        HubRepository repository, IHubSelection selection, IProgress<DownloadProgress>? watching, CancellationToken cancellationToken)
    {
        var cache = new HubCache(settings.CacheFolder, repository);
        try
        {
            if (cache.Commit is { } cached && selection.IsComplete(cache.Snapshot(cached)))
                return cache.Snapshot(cached);
            return await DownloadAsync(repository, selection, cache, watching ?? progress, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelDownloadException(repository.Id, e.HResult is NoSpaceLeft or QuotaExceeded
                ? $"the disk of the cache {settings.CacheFolder} is full"
                : $"the cache {settings.CacheFolder} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>
    /// Whether a file of a snapshot is there. A link to a missing blob does not count, although File.Exists is true for it.
    /// </summary>
    public static bool Has(string snapshot, string name) => new FileInfo(Path.Combine(snapshot, name)) is { Exists: true } file
        && file.ResolveLinkTarget(returnFinalTarget: true) is not { Exists: false };

    private async Task<string> DownloadAsync(
        HubRepository repository,
        IHubSelection selection,
        HubCache cache,
        IProgress<DownloadProgress>? watching,
        CancellationToken cancellationToken)
    {
        logger.DownloadStarted(repository.Id, settings.Endpoint, settings.CacheFolder);
        using var client = new HubClient(settings, repository);
        var retry = new HubRetry(repository, time, logger);
        var download = new HubDownload(repository, client, cache, retry, time, watching, logger);

        var revision = await retry.RunAsync("the list of files", client.RevisionAsync, () => 0, cancellationToken);
        var snapshot = cache.Snapshot(revision.Commit);
        cache.CreateFolders(revision.Commit);
        foreach (var file in selection.FirstFiles(repository, revision))
            await download.FetchAsync(revision.Commit, file, cancellationToken);
        foreach (var file in selection.OtherFiles(repository, revision, snapshot))
            await download.FetchAsync(revision.Commit, file, cancellationToken);
        cache.WriteCommit(revision.Commit);
        return snapshot;
    }
}
