using System.Buffers;

namespace Transcribe.Audio.Fetching;

/// <summary>Copies the body of a response with its content codings undone.</summary>
internal sealed class FetchedBody(HttpContent content, FetchDeadlines deadlines, long limit)
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Writes the decoded bytes to <paramref name="to"/>. The limit holds for the decoded bytes.</summary>
    /// <exception cref="Core.TranscriptionException">
    /// <see cref="Core.TranscriptionError.FetchFailed"/> or <see cref="Core.TranscriptionError.AudioTooLarge"/>.
    /// </exception>
    public async Task CopyAsync(Stream to, CancellationToken cancel)
    {
        var received = new ReceivedBody(await content.ReadAsStreamAsync(cancel), deadlines);
        await using var body = ContentCodings.Undo(received, content.Headers.ContentEncoding);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            long copied = 0;
            while (await ReadAsync(body, buffer, cancel) is > 0 and var read)
            {
                copied += read;
                if (copied > limit)
                    throw AudioFailure.TooLarge(limit);
                await to.WriteAsync(buffer.AsMemory(0, read), cancel);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken cancel)
    {
        try
        {
            return await body.ReadAsync(buffer, cancel);
        }
        // The Brotli stream reports broken data as an invalid operation.
        catch (Exception broken) when (broken is InvalidDataException or InvalidOperationException)
        {
            throw AudioFailure.FetchFailed("its content encoding is broken", broken);
        }
    }
}
