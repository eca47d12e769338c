using Grpc.Core;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.JsonTranscoding.Bodies;

/// <summary>The bytes that one request has taken from the <see cref="BodyBudget"/>. Disposing of it returns them.</summary>
public sealed class BodyLease(BodyBudget budget) : IDisposable
{
    private readonly Lock _gate = new();
    private long _bytes;
    private bool _ended;

    /// <summary>Takes further bytes, so that the request has at least this many.</summary>
    /// <exception cref="RpcException">OVERLOADED: there is no room.</exception>
    public void GrowTo(long bytes)
    {
        lock (_gate)
        {
            if (_ended || bytes <= _bytes)
                return;
            if (!budget.TryTake(bytes - _bytes, _bytes))
                throw ErrorMap.Find(new TranscriptionException(
                    TranscriptionError.Overloaded, "The requests in progress take all the memory that the service has for them"))!;
            _bytes = bytes;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_ended)
                return;
            _ended = true;
            budget.Return(_bytes);
        }
    }
}
