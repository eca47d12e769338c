using Grpc.Core;
using Transcribe.Core;

namespace Transcribe.JsonTranscoding.Bodies;

/// <summary>
/// A body that takes its bytes from the budget and fails where it passes its limit. A stated length is taken at the first read, a body
/// without one grows as it arrives.
/// </summary>
/// <param name="inner">The body.</param>
/// <param name="statedLength">The length that the headers state, in bytes; null if they state none.</param>
/// <param name="limit">The most bytes.</param>
/// <param name="tooLarge">Creates the error for a body over the limit.</param>
/// <param name="lease">The account of the request.</param>
internal sealed class LimitedBody(Stream inner, long? statedLength, long limit, Func<RpcException> tooLarge, BodyLease lease)
    : ReadOnlyStream
{
    private long _read;

    public Stream Inner => inner;

    /// <summary>Whether any of the body was read.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The error that ended the body; null if none did.</summary>
    public RpcException? Failure { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Take(statedLength ?? 0);
        HasBegun = true;
        var read = await inner.ReadAsync(buffer, cancellationToken);
        _read += read;
        Take(_read);
        return read;
    }

    private void Take(long bytes)
    {
        try
        {
            if (bytes > limit)
                throw tooLarge();
            lease.GrowTo(bytes);
        }
        catch (RpcException failure)
        {
            Failure = failure;
            throw;
        }
    }
}
