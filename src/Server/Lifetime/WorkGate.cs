using Grpc.Core;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Lifetime;

/// <summary>
/// Counts the calls in progress and rejects new calls once the service shuts down, so that shutdown can wait for the last call.
/// </summary>
internal sealed class WorkGate(Readiness readiness) : ICallGate, IDraining, IDisposable
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationTokenSource _abort = new();
    private bool _closed;

    /// <summary>Cancelled when the service begins to shut down. Calls that have no end of their own must end then.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <inheritdoc/>
    public bool HasBegun => _closing.IsCancellationRequested;

    /// <summary>The number of calls in progress.</summary>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public void Check()
    {
        if (readiness.State == ReadinessState.Loading)
            throw RpcErrors.NotReady("The model is still being loaded");
        if (readiness.State == ReadinessState.Draining)
            throw ShutDown();
    }

    /// <inheritdoc/>
    public CancellationToken Enter(HttpContext context, CancellationToken cancellationToken) =>
        readiness.State == ReadinessState.Loading
            ? throw RpcErrors.NotReady("The model is still being loaded")
            : Admit(context, cancellationToken, _abort.Token);

    /// <summary>Admits a call that only observes other work. It needs no model, and shutdown ends it at once.</summary>
    /// <param name="context">The call.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>A token that is cancelled when the caller disconnects or the service begins to shut down.</returns>
    /// <exception cref="Grpc.Core.RpcException">NOT_READY: the service is shutting down.</exception>
    public CancellationToken Follow(HttpContext context, CancellationToken cancellationToken) =>
        Admit(context, cancellationToken, _closing.Token);

    /// <summary>Rejects all further calls.</summary>
    /// <returns>The number of calls in progress, and a task that completes when the last of them has ended.</returns>
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

    /// <summary>Cancels the calls in progress.</summary>
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
                throw ShutDown();
            Count++;
        }
        var pass = new Pass(this, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end));
        context.Response.RegisterForDispose(pass);
        return pass.Token;
    }

    private static RpcException ShutDown() => RpcErrors.NotReady("The service is shutting down");

    private void Leave()
    {
        lock (_gate)
        {
            if (--Count == 0 && _closed)
                _empty.TrySetResult();
        }
    }

    /// <summary>An admitted call; disposal ends it.</summary>
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
