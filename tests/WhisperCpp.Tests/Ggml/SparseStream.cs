namespace Transcribe.WhisperCpp.Tests.Ggml;

/// <summary>Bytes with stretches of zeros between them that take no memory.</summary>
internal sealed class SparseStream : Stream
{
    private readonly List<(long Start, byte[] Bytes)> _parts = [];
    private long _length;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position { get; set; }

    public void Add(byte[] bytes)
    {
        _parts.Add((_length, bytes));
        _length += bytes.Length;
    }

    public void AddZeros(long count) => _length += count;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, Math.Max(0, _length - Position));
        for (var i = 0; i < count;)
        {
            var (start, bytes) = _parts.FindLast(part => part.Start <= Position);
            var next = _parts.Find(part => part.Start > Position) is { Bytes: not null } found ? found.Start : _length;
            var within = Position - start;
            var run = (int)Math.Min(count - i, (within < bytes.Length ? start + bytes.Length : next) - Position);
            if (within < bytes.Length)
                bytes.AsSpan((int)within, run).CopyTo(buffer[i..]);
            else
                buffer.Slice(i, run).Clear();
            i += run;
            Position += run;
        }

        return count;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => _length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
