using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sqlite;

/// <summary>Inline audio in a folder next to the database, one file per operation.</summary>
internal sealed class LocalAudioStore(IOptions<SqliteStoreOptions> options, StoreHealth health, TimeProvider time) : IAudioStore
{
    private readonly string _folder = Path.Combine(Path.GetFullPath(options.Value.Folder), "spool");

    public async Task WriteAsync(string operationId, Stream content, CancellationToken cancel)
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

    public Task<Stream?> OpenReadAsync(string operationId, CancellationToken cancel)
    {
        try
        {
            return Task.FromResult<Stream?>(new FileStream(PathOf(operationId), new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            }));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
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

    private async Task WriteFileAsync(string path, Stream content, CancellationToken cancel)
    {
        var isNew = !Directory.Exists(_folder);
        PrivateFolder.Create(_folder);
        if (isNew)
            FolderSync.Flush(Path.GetDirectoryName(_folder)!);
        await using (var file = PrivateFolder.CreateFile(path))
        {
            await content.CopyToAsync(file, cancel);
            file.Flush(flushToDisk: true);
        }
        FolderSync.Flush(_folder);
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
