using Microsoft.Extensions.Logging;
using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Hub;

/// <summary>Finds or downloads the folder of a model.</summary>
internal sealed class ModelLocator(HubSettings settings, TimeProvider time, ILogger<ModelLocator> logger)
{
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;

    /// <summary>
    /// Returns an existing folder as it is. <c>owner/name</c> or <c>owner/name@revision</c> is a Hugging Face repository: a complete copy
    /// in the cache is used without a request to the hub; missing files are downloaded, resumed after interruptions and checked against the
    /// hub's hashes.
    /// </summary>
    /// <param name="model">A path or a repository's name.</param>
    /// <param name="progress">Receives the progress of each file on the downloading thread.</param>
    /// <param name="cancellationToken">Stops the download; a later call resumes it.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="ModelDownloadException">It is neither a folder nor a repository, or the download failed.</exception>
    /// <exception cref="ModelFolderException">The repository is not a Whisper model that the engine can run; this is checked before its
    /// weights are downloaded.</exception>
    public async Task<string> LocateAsync(
        string model, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (Directory.Exists(model))
            return Path.GetFullPath(model);
        var repository = HubRepository.Parse(model)
            ?? throw new ModelDownloadException(
                model, "is neither a folder nor the name of a Hugging Face repository (owner/name or owner/name@revision)");
        var cache = new HubCache(settings.CacheFolder, repository);
        try
        {
            if (cache.Commit is { } cached && HubSnapshot.IsComplete(cache.Snapshot(cached)))
                return cache.Snapshot(cached);
            return await DownloadAsync(repository, cache, progress, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelDownloadException(model, e.HResult is NoSpaceLeft or QuotaExceeded
                ? $"the disk of the cache {settings.CacheFolder} is full"
                : $"the cache {settings.CacheFolder} cannot be written: {e.Message}", e);
        }
    }

    private async Task<string> DownloadAsync(
        HubRepository repository, HubCache cache, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        logger.DownloadStarted(repository.Id, settings.Endpoint, settings.CacheFolder);
        using var client = new HubClient(settings, repository);
        var retry = new HubRetry(repository, time, logger);
        var download = new HubDownload(repository, client, cache, retry, time, progress, logger);

        var revision = await retry.RunAsync("the list of files", client.RevisionAsync, () => 0, cancellationToken);
        var snapshot = cache.Snapshot(revision.Commit);
        cache.CreateFolders(revision.Commit);
        foreach (var file in HubSnapshot.SmallFiles(repository, revision))
            await download.FetchAsync(revision.Commit, file, cancellationToken);
        WhisperFolderReader.Read(snapshot);
        foreach (var file in HubSnapshot.WeightFiles(repository, revision, snapshot))
            await download.FetchAsync(revision.Commit, file, cancellationToken);
        cache.WriteCommit(revision.Commit);
        return snapshot;
    }
}
