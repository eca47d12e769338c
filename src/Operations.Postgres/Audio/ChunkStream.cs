using Transcribe.Operations.Sql;

namespace Transcribe.Operations.Postgres.Audio;

/// <summary>Reads the chunks of an operation's audio one after the other.</summary>
internal sealed class ChunkStream(ISqlDatabase database, string operationId, long length) : Stream
{
    private ReadOnlyMemory<byte> _chunk;
    private int _next;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <exception cref="IOException">A chunk is missing.</exception>
    /// <exception cref="OperationStoreException">The database cannot be reached.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _position == length)
            return 0;
        if (_chunk.IsEmpty)
            _chunk = await ReadChunkAsync(_next++, cancellationToken);
        var count = Math.Min(buffer.Length, _chunk.Length);
        _chunk[..count].CopyTo(buffer);
        _chunk = _chunk[count..];
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    private async Task<byte[]> ReadChunkAsync(int index, CancellationToken cancel) =>
        await database.ReadAsync(
            db => db.FindAsync(AudioSql.ReadChunk, row => row.GetFieldValue<byte[]>(0), ("@id", operationId), ("@idx", index)), cancel)
        ?? throw new IOException("A part of the stored audio is missing");
}
