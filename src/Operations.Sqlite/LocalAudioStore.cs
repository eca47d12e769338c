using Microsoft.Extensions.Options;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sqlite;

/// <summary>Inline audio in a folder next to the database, one file per operation.</summary>
internal sealed class LocalAudioStore(IOptions<SqliteStoreOptions> options, StoreHealth health, TimeProvider time) : IAudioStore
{
    private readonly string _folder = Path.Combine(Path.GetFullPath(options.Value.Folder), "spool");

    public async Task WriteAsync(string operationId, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        try
        {
            await WriteFileAsync(PathOf(operationId), content, cancel);
        }
        catch (Exception fault)
        {
            Delete(operationId);
            if (fault is IOException or UnauthorizedAccessException)
                throw health.Failed(fault);
            throw;
        }
    }

    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string operationId, CancellationToken cancel)
    {
        try
        {
            return await File.ReadAllBytesAsync(PathOf(operationId), cancel);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public Task DeleteAsync(string operationId)
    {
        Delete(operationId);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ListOlderThanAsync(TimeSpan age, CancellationToken cancel) =>
        Task.FromResult(ListBefore(time.GetUtcNow() - age));

    private IReadOnlyList<string> ListBefore(DateTimeOffset written)
    {
        if (!Directory.Exists(_folder))
            return [];
        var files = new DirectoryInfo(_folder).EnumerateFiles("*", new EnumerationOptions());
        return [.. from file in files where file.LastWriteTimeUtc < written select file.Name];
    }

    private async Task WriteFileAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        CreateFolder();
        await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
        {
            await file.WriteAsync(content, cancel);
            file.Flush(flushToDisk: true);
        }
        FolderSync.Flush(_folder);
    }

    // Callers' audio is private: only the service's user may read it.
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

    private void Delete(string operationId)
    {
        try
        {
            File.Delete(PathOf(operationId));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The folder may not exist yet. A file that stays is removed by the sweep.
        }
    }

    private string PathOf(string operationId) => Path.Combine(_folder, operationId);
}
