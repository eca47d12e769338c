using Transcribe.Core;

namespace Transcribe.Audio.Spool;

/// <summary>
/// Writes a spool file. A fault of the disk is a <see cref="TranscriptionException"/> here, because the writer may not tell it apart from a
/// fault of the network that it reads from.
/// </summary>
internal sealed class SpoolStream(SpoolFolder spool, FileStream file) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await file.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException fault)
        {
            throw spool.Failed(fault);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => spool.Try(() => file.Write(buffer, offset, count));

    public override void Flush() => spool.Try(file.Flush);

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await file.DisposeAsync();
        }
        catch (IOException fault)
        {
            throw spool.Failed(fault);
        }
        await base.DisposeAsync();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            spool.Try(file.Dispose);
        base.Dispose(disposing);
    }
}
