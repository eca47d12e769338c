using Transcribe.Core;

namespace Transcribe.Audio.Spool;

/// <summary>Spooled audio. Disposing of it deletes the file.</summary>
internal sealed class SpoolFile(SpoolFolder spool, string name) : ISpooledAudio
{
    public string Folder => spool.Location;

    /// <summary>Hexadecimal digits, which are safe in an argument and reveal nothing about the caller.</summary>
    public string Name { get; } = name;

    /// <summary>The number of its bytes; 0 if it was removed.</summary>
    public long Length => new FileInfo(FullPath) is { Exists: true } file ? file.Length : 0;

    private string FullPath => Path.Combine(Folder, Name);

    /// <summary>Checks that a cleaner of temporary files has not removed the file.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.SpoolUnavailable"/>.</exception>
    public void ThrowIfRemoved()
    {
        if (!File.Exists(FullPath))
            throw spool.Failed(new FileNotFoundException("A spooled file was removed"));
    }

    /// <summary>Creates the file. Writes to it report a fault of the disk as <see cref="TranscriptionError.SpoolUnavailable"/>.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.SpoolUnavailable"/>.</exception>
    public Stream OpenWrite() => new SpoolStream(spool, spool.Try(() => PrivateFolder.CreateFile(FullPath)));

    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.SpoolUnavailable"/>: the file was removed.</exception>
    public FileStream OpenRead() => spool.Try(() => new FileStream(FullPath, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
    }));

    Stream ISpooledAudio.OpenRead() => OpenRead();

    public void Dispose()
    {
        try
        {
            File.Delete(FullPath);
        }
        catch (DirectoryNotFoundException)
        {
            // A cleaner of temporary files has removed the folder.
        }
    }
}
