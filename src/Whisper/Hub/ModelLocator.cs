using Transcribe.Core;
using Transcribe.Engines.Hub;
using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Hub;

/// <summary>Finds or downloads the folder of a model.</summary>
internal sealed class ModelLocator(HubLocator hub)
{
    private readonly FolderSelection _files = new();

    /// <summary>
    /// Returns an existing folder as it is. <c>owner/name</c> or <c>owner/name@revision</c> is a Hugging Face repository.
    /// </summary>
    /// <param name="model">A path or a repository's name.</param>
    /// <param name="progress">Receives the progress of a download; null for the log of the process.</param>
    /// <param name="cancellationToken">Stops the download; a later call resumes it.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="ModelDownloadException">It is neither a folder nor a repository, or the download failed.</exception>
    /// <exception cref="ModelFolderException">The repository is not a Whisper model that the engine can run; this is checked before its
    /// weights are downloaded.</exception>
    public Task<string> LocateAsync(
        string model, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (Directory.Exists(model))
            return Task.FromResult(Path.GetFullPath(model));
        var repository = HubRepository.Parse(model)
            ?? throw new ModelDownloadException(
                model, "is neither a folder nor the name of a Hugging Face repository (owner/name or owner/name@revision)");
        return hub.LocateAsync(repository, _files, progress, cancellationToken);
    }
}
