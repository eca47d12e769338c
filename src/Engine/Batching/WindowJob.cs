using Transcribe.Engine.Generation;

namespace Transcribe.Engine.Batching;

/// <summary>One window on its way through the batch. Whoever takes it out of the queue completes it.</summary>
internal sealed class WindowJob(
    Requester requester,
    ReadOnlyMemory<float> samples,
    WindowOptions options,
    WindowGeneration generation,
    TimeProvider time,
    CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<WindowOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _queuedAt = time.GetTimestamp();
    private long _startedAt;

    /// <summary>The request that the window is of; requests take turns.</summary>
    public Requester Requester => requester;

    /// <summary>At most 30 s of 16 kHz mono PCM.</summary>
    public ReadOnlyMemory<float> Samples => samples;

    public WindowOptions Options => options;

    public WindowGeneration Generation => generation;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>The result, once there is one.</summary>
    public Task<WindowOutcome> Completion => _completion.Task;

    /// <summary>Ends the wait in the queue.</summary>
    public void Start() => _startedAt = time.GetTimestamp();

    public void Complete(WindowTranscript transcript) =>
        _completion.TrySetResult(new WindowOutcome(transcript, time.GetElapsedTime(_queuedAt, _startedAt), time.GetElapsedTime(_startedAt)));

    public void Fail(Exception exception) => _completion.TrySetException(exception);

    public void Cancel() => _completion.TrySetCanceled(cancellationToken);
}

/// <summary>What became of a window.</summary>
/// <param name="Transcript">The model's text.</param>
/// <param name="Queued">Time spent waiting for a slot.</param>
/// <param name="Inferred">Time spent in the slot.</param>
internal sealed record WindowOutcome(WindowTranscript Transcript, TimeSpan Queued, TimeSpan Inferred);
