using System.Buffers;
using Transcribe.Core;

namespace Transcribe.Server.Calls;

/// <summary>Bytes that have arrived, as a stream that tells its position.</summary>
/// <param name="bytes">The bytes.</param>
internal sealed class SequenceStream(ReadOnlySequence<byte> bytes) : OneWayStream
{
    private long _position;

    public override bool CanRead => true;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = (int)Math.Min(count, bytes.Length - _position);
        bytes.Slice(_position, read).CopyTo(buffer.AsSpan(offset));
        _position += read;
        return read;
    }
}
