namespace Transcribe.Engines.Hub;

/// <summary>Which files of a repository an engine needs.</summary>
internal interface IHubSelection
{
    /// <summary>Whether a snapshot in the cache has all of them.</summary>
    /// <param name="snapshot">The folder of a commit, which may not exist.</param>
    bool IsComplete(string snapshot);

    /// <summary>The files to download first.</summary>
    /// <exception cref="ModelDownloadException">The repository lacks one.</exception>
    IEnumerable<string> FirstFiles(HubRepository repository, HubRevision revision);

    /// <summary>The files to download after the first ones have been checked.</summary>
    /// <exception cref="ModelDownloadException">The repository lacks one.</exception>
    /// <exception cref="Core.ModelException">The first files show that the engine cannot run the model.</exception>
    IEnumerable<string> OtherFiles(HubRepository repository, HubRevision revision, string snapshot);
}
