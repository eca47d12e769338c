using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http.Features;
using Transcribe.JsonTranscoding.Bodies;

namespace Transcribe.Server.Calls;

/// <summary>
/// The body of a gRPC call: messages behind a byte of flags and four bytes of length, big-endian. The gRPC library waits until a whole
/// message has arrived. Meanwhile the message takes its bytes from the budget, and keeps them until the call ends.
/// </summary>
/// <param name="inner">The body.</param>
/// <param name="type">The type of the messages.</param>
/// <param name="lease">The account of the call.</param>
/// <param name="carriesAudio">Whether messages may be large. The library checks the limit of those.</param>
internal sealed class MessageReader(PipeReader inner, MessageDescriptor type, BodyLease lease, bool carriesAudio)
    : PipeReader, IRequestBodyPipeFeature
{
    private const int HeaderBytes = 5;

    /// <summary>The flags of a message that is as it is. The library measures a compressed one when it decompresses it.</summary>
    private const byte Uncompressed = 0;

    /// <summary>The library holds a message as received, and its bytes fields once more as parsed.</summary>
    private const int Copies = 2;

    /// <summary>The library's array for a decompressed message grows by doubling.</summary>
    private const int InflatedCopies = 3;

    // A compression provider gets no request, so the reader travels with the asynchronous flow.
    private static readonly AsyncLocal<MessageReader?> Flow = new();

    private long _received;

    /// <summary>The messages of the call that is being read; null outside of calls.</summary>
    public static MessageReader? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }

    PipeReader IRequestBodyPipeFeature.Reader => this;

    /// <exception cref="Grpc.Core.RpcException">
    /// INVALID_REQUEST: the message is too large for its method, or see <see cref="MessageBytes.Measure"/>; or OVERLOADED.
    /// </exception>
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(cancellationToken);
        Check(read.Buffer);
        return read;
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!inner.TryRead(out result))
            return false;
        Check(result.Buffer);
        return true;
    }

    /// <summary>Checks the length of a message, compressed or not.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_REQUEST: the message is too large for its method.</exception>
    public void CheckLength(long bytes)
    {
        if (!carriesAudio && bytes > CarriesAudioAttribute.OtherwiseMaxBytes)
            throw RequestBodyLimit.TooLargeWithoutAudio();
    }

    /// <summary>Takes the bytes of a message that will be decompressed, beside those that were received.</summary>
    /// <param name="message">The decompressed message at its beginning.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_REQUEST (<see cref="MessageBytes.Measure"/>), or OVERLOADED.</exception>
    public void TakeInflated(Stream message)
    {
        var cost = MessageBytes.Measure(message, type).Cost;
        lease.GrowTo(_received + (InflatedCopies * message.Position) + cost);
    }

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private void Check(ReadOnlySequence<byte> buffer)
    {
        try
        {
            // The library consumes whole messages, so the buffer begins with one.
            var length = StatedLength(buffer);
            CheckLength(length);
            _received = buffer.Length;
            lease.GrowTo(Copies * _received);
            if (buffer.Length >= HeaderBytes + length && buffer.FirstSpan[0] == Uncompressed)
                lease.GrowTo((Copies * _received) + MessageBytes.Measure(new SequenceStream(buffer.Slice(HeaderBytes, length)), type).Cost);
        }
        catch
        {
            inner.AdvanceTo(buffer.Start);
            throw;
        }
    }

    private static uint StatedLength(ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < HeaderBytes)
            return 0;
        Span<byte> header = stackalloc byte[HeaderBytes];
        buffer.Slice(0, HeaderBytes).CopyTo(header);
        return BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
    }
}
