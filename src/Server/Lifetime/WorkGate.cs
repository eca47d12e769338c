using Google.Rpc;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Lifetime;

/// <summary>Counts the calls that take their time, and lets no more in once the service shuts down, so that a stop can wait for the last.</summary>
internal sealed class WorkGate(Readiness readiness) : IDraining, IDisposable
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationTokenSource _abort = new();
    private bool _closed;

    /// <summary>Cancelled when the service begins to shut down: calls without an end of their own should come to one.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <inheritdoc/>
    public bool HasBegun => _closing.IsCancellationRequested;

    /// <summary>Calls in progress.</summary>
    public int Count { get; private set; }

    /// <summary>Lets a call in that does work, until its response, with the status at its end, is on its way: a server that stopped before would cut it off.</summary>
    /// <param name="context">The call.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>Ends when the caller goes, or when the time to drain is over.</returns>
    /// <exception cref="Grpc.Core.RpcException">NOT_READY: the model is being loaded, or the service is shutting down.</exception>
    public CancellationToken Enter(HttpContext context, CancellationToken cancellationToken) =>
        readiness.State == ReadinessState.Loading
            ? throw RpcErrors.Create(Code.Unavailable, ErrorReasons.NotReady, "The model is still being loaded")
            : Admit(context, cancellationToken, _abort.Token);

    /// <summary>Lets a call in that only follows what others do: it needs no model, and nobody waits for it to come to its end.</summary>
    /// <param name="context">The call.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>Ends when the caller goes, or when the service begins to shut down.</returns>
    /// <exception cref="Grpc.Core.RpcException">NOT_READY: the service is shutting down.</exception>
    public CancellationToken Follow(HttpContext context, CancellationToken cancellationToken) => Admit(context, cancellationToken, _closing.Token);

    /// <summary>Lets nobody in any more.</summary>
    /// <returns>How many calls are in progress, and what is done when the last of them has left.</returns>
    public async Task<(int Calls, Task Empty)> CloseAsync()
    {
        readiness.BeginDraining();
        int calls;
        lock (_gate)
        {
            (_closed, calls) = (true, Count);
            if (calls == 0)
                _empty.TrySetResult();
        }
        await _closing.CancelAsync();
        return (calls, _empty.Task);
    }

    /// <summary>Ends the calls in progress.</summary>
    public Task AbortAsync() => _abort.CancelAsync();

    public void Dispose()
    {
        _closing.Dispose();
        _abort.Dispose();
    }

    private CancellationToken Admit(HttpContext context, CancellationToken cancellationToken, CancellationToken end)
    {
        lock (_gate)
        {
            if (_closed || readiness.State == ReadinessState.Draining)
                throw RpcErrors.Create(Code.Unavailable, ErrorReasons.NotReady, "The service is shutting down");
            Count++;
        }
        var pass = new Pass(this, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end));
        context.Response.RegisterForDispose(pass);
        return pass.Token;
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--Count == 0 && _closed)
                _empty.TrySetResult();
        }
    }

    /// <summary>A call in progress.</summary>
    private sealed class Pass(WorkGate gate, CancellationTokenSource work) : IDisposable
    {
        public CancellationToken Token => work.Token;

        public void Dispose()
        {
            work.Dispose();
            gate.Leave();
        }
    }
}
