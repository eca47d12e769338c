using Transcribe.Operations.Sql;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Postgres.Audio;

/// <summary>Inline audio in chunks beside its operations.</summary>
internal sealed class ChunkedAudioStore(ISqlDatabase database) : IAudioStore
{
    // One chunk is in memory per reader and writer.
    public const int ChunkLength = 512 * 1024;

    public Task WriteAsync(string operationId, Stream content, CancellationToken cancel)
    {
        var start = content.CanSeek ? content.Position : 0;
        var isAgain = false;
        return database.WriteAsync(
            async db =>
            {
                if (isAgain && !content.CanSeek)
                    throw new IOException("The audio cannot be read again");
                if (isAgain)
                    content.Position = start;
                isAgain = true;
                await db.ExecuteAsync(AudioSql.Insert, ("@id", operationId));
                var length = await InsertChunksAsync(db, operationId, content, cancel);
                return await db.ExecuteAsync(AudioSql.SetLength, ("@id", operationId), ("@length", length));
            },
            cancel);
    }

    public async Task<Stream?> OpenReadAsync(string operationId, CancellationToken cancel)
    {
        var lengths = await database.ReadAsync(
            db => db.QueryAsync(AudioSql.ReadLength, row => row.GetInt64(0), ("@id", operationId)), cancel);
        return lengths is [var length] ? new ChunkStream(database, operationId, length) : null;
    }

    public async Task DeleteAsync(string operationId)
    {
        try
        {
            await database.WriteAsync(db => db.ExecuteAsync(AudioSql.Delete, ("@id", operationId)), CancellationToken.None);
        }
        catch (OperationStoreException)
        {
            // Audio that stays is removed by the sweep.
        }
    }

    public async Task<IReadOnlyList<string>> ListOlderThanAsync(TimeSpan age, CancellationToken cancel) =>
        await database.ReadAsync(db => db.QueryAsync(AudioSql.ListOld, row => row.GetString(0), ("@age", age)), cancel);

    private static async Task<long> InsertChunksAsync(SqlSession db, string operationId, Stream content, CancellationToken cancel)
    {
        var buffer = new byte[ChunkLength];
        var (length, index) = (0L, 0);
        while (await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel) is > 0 and var read)
        {
            var chunk = read == buffer.Length ? buffer : buffer[..read];
            await db.ExecuteAsync(AudioSql.InsertChunk, ("@id", operationId), ("@idx", index++), ("@content", chunk));
            length += read;
        }
        return length;
    }
}
