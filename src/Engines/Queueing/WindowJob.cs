using Transcribe.Core;

namespace Transcribe.Engines.Queueing;

/// <summary>One window in a model's queue. Who takes it from the queue ends it.</summary>
/// <param name="requester">The request that the window belongs to. Requests take turns.</param>
/// <param name="samples">At most 30 s of mono PCM at 16 kHz.</param>
/// <param name="time">Measures the waits.</param>
/// <param name="cancellationToken">Removes the window from the queue, or ends the work on it.</param>
internal abstract class WindowJob(
    Requester requester, ReadOnlyMemory<float> samples, TimeProvider time, CancellationToken cancellationToken)
{
    private readonly long _queuedAt = time.GetTimestamp();
    private long _startedAt;

    /// <summary>The request that the window belongs to.</summary>
    public Requester Requester => requester;

    /// <summary>At most 30 s of mono PCM at 16 kHz.</summary>
    public ReadOnlyMemory<float> Samples => samples;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>The time it waited for a slot; set on completion.</summary>
    public TimeSpan Queued { get; private set; }

    /// <summary>The time it occupied the slot; set on completion.</summary>
    public TimeSpan Inferred { get; private set; }

    /// <summary>Marks the end of the wait in the queue.</summary>
    public void Start() => _startedAt = time.GetTimestamp();

    public abstract void Fail(Exception exception);

    public abstract void Cancel();

    protected void End() => (Queued, Inferred) = (time.GetElapsedTime(_queuedAt, _startedAt), time.GetElapsedTime(_startedAt));
}

/// <summary>A window whose work has a result.</summary>
/// <inheritdoc cref="WindowJob(Requester, ReadOnlyMemory{float}, TimeProvider, CancellationToken)"/>
internal abstract class WindowJob<TResult>(
    Requester requester, ReadOnlyMemory<float> samples, TimeProvider time, CancellationToken cancellationToken)
    : WindowJob(requester, samples, time, cancellationToken)
{
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the result.</summary>
    public Task<TResult> Completion => _completion.Task;

    public void Complete(TResult result)
    {
        End();
        _completion.TrySetResult(result);
    }

    public override void Fail(Exception exception) => _completion.TrySetException(exception);

    public override void Cancel() => _completion.TrySetCanceled(CancellationToken);
}
