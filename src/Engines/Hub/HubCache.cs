namespace Transcribe.Engines.Hub;

/// <summary>
/// One repository's folder in the standard Hugging Face cache. The layout is that of huggingface_hub, so both can use each other's files:
/// <c>models--owner--name/blobs/&lt;etag&gt;</c> holds the contents, <c>snapshots/&lt;commit&gt;/&lt;file&gt;</c> links to them,
/// <c>refs/&lt;revision&gt;</c> holds a commit.
/// </summary>
internal sealed class HubCache
{
    private readonly HubRepository _repository;
    private readonly string _root;
    private readonly string _locks;

    public HubCache(string cacheFolder, HubRepository repository)
    {
        _repository = repository;
        var folder = $"models--{repository.Id.Replace("/", "--", StringComparison.Ordinal)}";
        _root = Path.Combine(cacheFolder, folder);
        _locks = Path.Combine(cacheFolder, ".locks", folder);
    }

    /// <summary>The commit of the revision when it was last fetched; null if it was never fetched.</summary>
    public string? Commit => HubHash.IsGitHash(_repository.Revision) ? _repository.Revision
        : File.Exists(RefPath) && File.ReadAllText(RefPath).Trim() is var commit && HubHash.IsGitHash(commit) ? commit
        : null;

    private string RefPath => Path.Combine(_root, "refs", _repository.Revision);

    public string Snapshot(string commit) => Path.Combine(_root, "snapshots", commit);

    public string Blob(string etag) => Path.Combine(_root, "blobs", etag);

    /// <summary>The lock file; huggingface_hub uses the same one.</summary>
    public string Lock(string etag) => Path.Combine(_locks, $"{etag}.lock");

    public void CreateFolders(string commit)
    {
        Directory.CreateDirectory(Path.Combine(_root, "blobs"));
        Directory.CreateDirectory(Snapshot(commit));
        Directory.CreateDirectory(_locks);
    }

    /// <summary>Links a blob into a snapshot under a file's name. The link is relative, so the cache can be moved.</summary>
    public void Link(string commit, string file, string etag) => Replace(
        Path.Combine(Snapshot(commit), file),
        temporary => File.CreateSymbolicLink(temporary, Path.Combine("..", "..", "blobs", etag)));

    public void WriteCommit(string commit)
    {
        if (_repository.Revision == commit)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(RefPath)!);
        Replace(RefPath, temporary => File.WriteAllText(temporary, commit));
    }

    /// <summary>Replaces a file by rename, so a reader always finds a complete file.</summary>
    private static void Replace(string path, Action<string> write)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        write(temporary);
        File.Move(temporary, path, overwrite: true);
    }
}
