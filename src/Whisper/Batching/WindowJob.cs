using Transcribe.Core;
using Transcribe.Whisper.Generation;

namespace Transcribe.Whisper.Batching;

/// <summary>One window in the batch. The loop that takes it from the queue completes it.</summary>
internal sealed class WindowJob(
    Requester requester,
    ReadOnlyMemory<float> samples,
    GenerationOptions options,
    WindowGeneration generation,
    TimeProvider time,
    CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<GenerationResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _queuedAt = time.GetTimestamp();
    private long _startedAt;

    /// <summary>The request that the window belongs to. Requests take turns.</summary>
    public Requester Requester => requester;

    /// <summary>At most 30 s of mono PCM at 16 kHz.</summary>
    public ReadOnlyMemory<float> Samples => samples;

    public TranscriptionSettings Settings => options.Settings;

    public WindowGeneration Generation => generation;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Completes with the result.</summary>
    public Task<GenerationResult> Completion => _completion.Task;

    /// <summary>The time it waited for a slot; set on completion.</summary>
    public TimeSpan Queued { get; private set; }

    /// <summary>The time it occupied the slot; set on completion.</summary>
    public TimeSpan Inferred { get; private set; }

    /// <summary>Marks the end of the wait in the queue.</summary>
    public void Start() => _startedAt = time.GetTimestamp();

    public void Complete(GenerationResult result)
    {
        (Queued, Inferred) = (time.GetElapsedTime(_queuedAt, _startedAt), time.GetElapsedTime(_startedAt));
        _completion.TrySetResult(result);
    }

    public void Fail(Exception exception) => _completion.TrySetException(exception);

    public void Cancel() => _completion.TrySetCanceled(cancellationToken);
}
