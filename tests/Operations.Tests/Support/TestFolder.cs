namespace Transcribe.Operations.Tests.Support;

/// <summary>A folder for one test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("transcribe-operations-").FullName;

    public string Spool => System.IO.Path.Combine(Path, "spool");

    public IReadOnlyList<string> Spooled => Directory.Exists(Spool) ? [.. Directory.EnumerateFiles(Spool).Select(System.IO.Path.GetFileName)!] : [];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
