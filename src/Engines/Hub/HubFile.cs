namespace Transcribe.Engines.Hub;

/// <summary>The hub's metadata of one file.</summary>
/// <param name="Name">The name in the repository's top folder.</param>
/// <param name="Location">The address of the content, before redirects.</param>
/// <param name="Etag">The content's hash, see <see cref="HubHash"/>.</param>
/// <param name="Size">The size in bytes.</param>
internal sealed record HubFile(string Name, Uri Location, string Etag, long Size);

/// <summary>The hub's metadata of one revision.</summary>
/// <param name="Commit">The revision's current commit.</param>
/// <param name="Files">Names of all its files.</param>
internal sealed record HubRevision(string Commit, IReadOnlySet<string> Files);
