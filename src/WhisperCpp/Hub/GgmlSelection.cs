using Transcribe.Engines.Hub;

namespace Transcribe.WhisperCpp.Hub;

/// <summary>One ggml file of a repository.</summary>
/// <param name="file">Its name; null for the only one.</param>
internal sealed class GgmlSelection(string? file) : IHubSelection
{
    private const string Extension = ".bin";

    /// <summary>The path of the file in a complete snapshot; null if it is not there.</summary>
    public string? Find(string snapshot)
    {
        if (file is not null)
            return HubLocator.Has(snapshot, file) ? Path.Combine(snapshot, file) : null;
        var found = Directory.Exists(snapshot) ? Directory.GetFiles(snapshot, "*" + Extension) : [];
        return found is [var only] && HubLocator.Has(snapshot, Path.GetFileName(only)) ? only : null;
    }

    /// <inheritdoc/>
    public bool IsComplete(string snapshot) => Find(snapshot) is not null;

    /// <inheritdoc/>
    public IEnumerable<string> FirstFiles(HubRepository repository, HubRevision revision)
    {
        string[] all = [.. revision.Files.Where(name => name.EndsWith(Extension, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        return file is null
            ? all is [var only] ? [only] : throw Problem($"has {all.Length} files *{Extension}; name one of them as {repository.Id}/<file>")
            : all.Contains(file) ? [file] : throw Problem($"has no {file}");

        ModelDownloadException Problem(string problem) =>
            new(repository.Id, all.Length == 0 ? $"has no file *{Extension}" : $"{problem} ({string.Join(", ", all)})");
    }

    /// <inheritdoc/>
    public IEnumerable<string> OtherFiles(HubRepository repository, HubRevision revision, string snapshot) => [];
}
