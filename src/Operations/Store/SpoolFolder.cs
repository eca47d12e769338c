using Microsoft.Extensions.Options;

namespace Transcribe.Operations.Store;

/// <summary>Inline audio at rest beside the database, a file an operation, until the operation ends.</summary>
internal sealed class SpoolFolder(IOptions<OperationsOptions> options, StoreHealth health)
{
    private readonly string _folder = Path.Combine(Path.GetFullPath(options.Value.Folder), "spool");

    /// <summary>Writes an operation's audio; it is on the disk, name and all, when this returns.</summary>
    /// <exception cref="OperationStoreException">It could not be written.</exception>
    public async Task WriteAsync(string id, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        try
        {
            await WriteFileAsync(id, content, cancel);
        }
        catch (Exception fault)
        {
            Delete(id);
            if (fault is IOException or UnauthorizedAccessException)
                throw health.Failed(fault);
            throw;
        }
    }

    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(string id, CancellationToken cancel) => await File.ReadAllBytesAsync(PathOf(id), cancel);

    /// <summary>Removes an operation's audio, if there is any. What cannot be removed now is swept up later.</summary>
    public void Delete(string id)
    {
        try
        {
            File.Delete(PathOf(id));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Includes a folder that was never made.
        }
    }

    /// <summary>The operations whose audio was last written before a time.</summary>
    public IReadOnlyList<string> IdsBefore(DateTimeOffset time) =>
        Directory.Exists(_folder)
            ? [.. from file in new DirectoryInfo(_folder).EnumerateFiles("*", new EnumerationOptions()) where file.LastWriteTimeUtc < time select file.Name]
            : [];

    private async Task WriteFileAsync(string id, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        CreateFolder();
        await using (var file = new FileStream(PathOf(id), FileMode.CreateNew, FileAccess.Write))
        {
            await file.WriteAsync(content, cancel);
            file.Flush(flushToDisk: true);
        }
        FolderSync.Flush(_folder);
    }

    // What callers sent is for this service's user alone to read.
    private void CreateFolder()
    {
        if (Directory.Exists(_folder))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(_folder);
        else
            Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        FolderSync.Flush(Path.GetDirectoryName(_folder)!);
    }

    private string PathOf(string id) => Path.Combine(_folder, id);
}
