using System.Net;
using Microsoft.Extensions.Logging;
using Transcribe.Core;

namespace Transcribe.Engines.Hub;

/// <summary>
/// Downloads files of one repository into the cache. An interrupted download is resumed, also by a later process. A file appears in the
/// cache only after its hash was checked.
/// </summary>
internal sealed class HubDownload(
    HubRepository repository,
    HubClient client,
    HubCache cache,
    HubRetry retry,
    TimeProvider time,
    IProgress<DownloadProgress>? progress,
    ILogger logger)
{
    private const int BufferLength = 1 << 18;

    /// <summary>A connection that delivers no data for this long counts as broken.</summary>
    private static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Downloads a file unless the cache has its content, and links it into the commit's snapshot.</summary>
    public async Task FetchAsync(string commit, string name, CancellationToken cancellationToken)
    {
        var file = await retry.RunAsync(name, token => client.FileAsync(commit, name, token), () => 0, cancellationToken);
        using (await FileLock.AcquireAsync(cache.Lock(file.Etag), time, cancellationToken))
        {
            if (!File.Exists(cache.Blob(file.Etag)))
                await FetchBlobAsync(file, cancellationToken);
        }
        cache.Link(commit, name, file.Etag);
    }

    private async Task FetchBlobAsync(HubFile file, CancellationToken cancellationToken)
    {
        var incomplete = $"{cache.Blob(file.Etag)}.incomplete";
        if (!await FetchWholeAsync(file, incomplete, cancellationToken))
        {
            logger.FileDamaged(file.Name);
            if (!await FetchWholeAsync(file, incomplete, cancellationToken))
                throw new ModelDownloadException(repository.Id, $"{file.Name} arrived damaged twice: its hash is not {file.Etag}");
        }
        File.Move(incomplete, cache.Blob(file.Etag), overwrite: true);
    }

    /// <summary>Downloads a file and checks its hash; returns false and deletes the file if the hash is wrong.</summary>
    private async Task<bool> FetchWholeAsync(HubFile file, string incomplete, CancellationToken cancellationToken)
    {
        using (var target = new FileStream(incomplete, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0))
            await retry.RunAsync(file.Name, token => AppendAsync(file, target, token), () => target.Length, cancellationToken);
        if (await HubHash.MatchesAsync(incomplete, file.Etag, cancellationToken))
            return true;
        File.Delete(incomplete);
        return false;
    }

    private async Task<long> AppendAsync(HubFile file, FileStream target, CancellationToken cancellationToken)
    {
        if (target.Length > file.Size)
            target.SetLength(0);
        if (target.Length == file.Size)
            return target.Length;
        var had = target.Length;
        using var response = await client.ContentAsync(file, had, cancellationToken);
        var from = response.StatusCode switch
        {
            HttpStatusCode.OK => 0,
            HttpStatusCode.PartialContent => response.Content.Headers.ContentRange?.From,
            _ => null,
        };
        if (from != had)
            target.SetLength(0);
        if (from != target.Length)
            throw new HttpRequestException($"the response ({(int)response.StatusCode}) is not the requested part of the file");
        target.Position = target.Length;
        await CopyAsync(file, response, target, cancellationToken);
        return target.Length == file.Size
            ? target.Length
            : throw new HttpRequestException($"received {target.Length} of {file.Size} bytes");
    }

    private async Task CopyAsync(HubFile file, HttpResponseMessage response, FileStream target, CancellationToken cancellationToken)
    {
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[BufferLength];
        progress?.Report(new(file.Name, target.Length, file.Size));
        for (int read; target.Length <= file.Size && (read = await ReadAsync(content, buffer, cancellationToken)) > 0;)
        {
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            progress?.Report(new(file.Name, target.Length, file.Size));
        }
    }

    /// <summary>
    /// Reads from the network. A failed read is a transient error of the network; a failed write, an error of the disk, is not converted.
    /// </summary>
    private async Task<int> ReadAsync(Stream content, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var stall = new CancellationTokenSource(StallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, cancellationToken);
        try
        {
            return await content.ReadAsync(buffer, either.Token);
        }
        catch (IOException e)
        {
            throw new HttpRequestException(e.Message, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"received no data for {StallTimeout.TotalSeconds} s", e);
        }
    }
}
