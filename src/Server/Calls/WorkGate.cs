using Google.Rpc;
using Transcribe.Server.Errors;
using Transcribe.Server.Health;

namespace Transcribe.Server.Calls;

/// <summary>Counts the calls that do work, and lets no more in unless the service is ready, so that a stop can wait for the last.</summary>
internal sealed class WorkGate(Readiness readiness)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;

    /// <summary>Calls in progress.</summary>
    public int Count { get; private set; }

    /// <summary>Lets a call in until the result is disposed.</summary>
    /// <exception cref="Grpc.Core.RpcException">NOT_READY: the model is being loaded, or the service is shutting down.</exception>
    public IDisposable Enter()
    {
        lock (_gate)
        {
            if (_closed || readiness.State == ReadinessState.Draining)
                throw RpcErrors.Create(Code.Unavailable, ErrorReasons.NotReady, "The service is shutting down");
            if (readiness.State == ReadinessState.Loading)
                throw RpcErrors.Create(Code.Unavailable, ErrorReasons.NotReady, "The model is still being loaded");
            Count++;
        }
        return new Pass(this);
    }

    /// <summary>Lets nobody in any more.</summary>
    /// <returns>Done when the last call has left.</returns>
    public Task Close()
    {
        lock (_gate)
        {
            _closed = true;
            if (Count == 0)
                _empty.TrySetResult();
            return _empty.Task;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--Count == 0 && _closed)
                _empty.TrySetResult();
        }
    }

    private sealed class Pass(WorkGate gate) : IDisposable
    {
        private WorkGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave();
    }
}
