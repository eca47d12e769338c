using Transcribe.Core;
using Transcribe.Engines.Hub;

namespace Transcribe.WhisperCpp.Hub;

/// <summary>Finds or downloads the ggml file of a model.</summary>
internal sealed class GgmlLocator(HubLocator hub)
{
    /// <summary>
    /// Returns an existing file as it is. <c>owner/name/file.bin</c>, with <c>@revision</c> behind it or not, is a file of a Hugging Face
    /// repository; <c>owner/name</c> is the only <c>*.bin</c> of one.
    /// </summary>
    /// <param name="model">A path, or the name of a file or repository on the hub.</param>
    /// <param name="progress">Receives the progress of a download; null for the log of the process.</param>
    /// <param name="cancellationToken">Stops the download; a later call resumes it.</param>
    /// <exception cref="ModelDownloadException">It is neither, or the download failed.</exception>
    public async Task<string> LocateAsync(
        string model, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (File.Exists(model))
            return Path.GetFullPath(model);
        var file = HubModelFile.Parse(model);
        var repository = file?.Repository ?? HubRepository.Parse(model)
            ?? throw new ModelDownloadException(
                model, "is neither a ggml file nor the name of one on Hugging Face (owner/name/file.bin or owner/name/file.bin@revision)");
        var selection = new GgmlSelection(file?.Name);
        var snapshot = await hub.LocateAsync(repository, selection, progress, cancellationToken);
        return selection.Find(snapshot)
            ?? throw new ModelDownloadException(model, $"has several *.bin in {snapshot}; name one of them as owner/name/file.bin");
    }
}
