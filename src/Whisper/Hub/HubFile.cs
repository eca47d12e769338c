namespace Transcribe.Whisper.Hub;

/// <summary>What the hub says of one file.</summary>
/// <param name="Name">In the repository's top folder.</param>
/// <param name="Location">Where to get it, without redirects followed.</param>
/// <param name="Etag">The content's hash, see <see cref="HubHash"/>.</param>
/// <param name="Size">Bytes.</param>
internal sealed record HubFile(string Name, Uri Location, string Etag, long Size);

/// <summary>What the hub says of one revision.</summary>
/// <param name="Commit">The commit it stands for now.</param>
/// <param name="Files">Names of all its files.</param>
internal sealed record HubRevision(string Commit, IReadOnlySet<string> Files);
