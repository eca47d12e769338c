namespace Transcribe.Whisper.Hub;

/// <summary>
/// One repository's place in the standard Hugging Face cache, laid out as huggingface_hub lays it out, so that both use each other's files:
/// <c>models--owner--name/blobs/&lt;etag&gt;</c> holds contents, <c>snapshots/&lt;commit&gt;/&lt;file&gt;</c> links to them, <c>refs/&lt;revision&gt;</c> holds a commit.
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

    /// <summary>The commit that the revision stood for when it was last fetched; null when it never was.</summary>
    public string? Commit => HubHash.IsGitHash(_repository.Revision) ? _repository.Revision
        : File.Exists(RefPath) && File.ReadAllText(RefPath).Trim() is var commit && HubHash.IsGitHash(commit) ? commit
        : null;

    private string RefPath => Path.Combine(_root, "refs", _repository.Revision);

    public string Snapshot(string commit) => Path.Combine(_root, "snapshots", commit);

    public string Blob(string etag) => Path.Combine(_root, "blobs", etag);

    /// <summary>The lock file that huggingface_hub takes too.</summary>
    public string Lock(string etag) => Path.Combine(_locks, $"{etag}.lock");

    public void CreateFolders(string commit)
    {
        Directory.CreateDirectory(Path.Combine(_root, "blobs"));
        Directory.CreateDirectory(Snapshot(commit));
        Directory.CreateDirectory(_locks);
    }

    /// <summary>Puts a blob into a snapshot under a file's name. The link is relative, so that the cache can be moved.</summary>
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

    /// <summary>By rename, so that no reader finds half a file or none.</summary>
    private static void Replace(string path, Action<string> write)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        write(temporary);
        File.Move(temporary, path, overwrite: true);
    }
}
