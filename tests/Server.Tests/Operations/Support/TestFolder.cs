namespace Transcribe.Server.Tests.Operations.Support;

/// <summary>A folder for one test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("transcribe-server-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
