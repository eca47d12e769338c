namespace Transcribe.Audio.Spool;

/// <summary>Spooled audio. Disposing of it deletes the file.</summary>
internal sealed class SpoolFile(string folder, string name) : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Folder { get; } = folder;

    /// <summary>Hexadecimal digits, which are safe in an argument and reveal nothing about the caller.</summary>
    public string Name { get; } = name;

    private string FullPath => Path.Combine(Folder, Name);

    public FileStream OpenWrite() => new(FullPath, new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        UnixCreateMode = OwnerOnly,
        Options = FileOptions.Asynchronous,
    });

    public FileStream OpenRead() => new(FullPath, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
    });

    public void Dispose() => File.Delete(FullPath);
}
