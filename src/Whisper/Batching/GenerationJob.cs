using Transcribe.Core;
using Transcribe.Engines.Queueing;
using Transcribe.Whisper.Generation;

namespace Transcribe.Whisper.Batching;

/// <summary>One window in the batch. The loop that takes it from the queue completes it.</summary>
internal sealed class GenerationJob(
    Requester requester,
    ReadOnlyMemory<float> samples,
    GenerationOptions options,
    WindowGeneration generation,
    TimeProvider time,
    CancellationToken cancellationToken)
    : WindowJob<GenerationResult>(requester, samples, time, cancellationToken)
{
    public TranscriptionSettings Settings => options.Settings;

    public WindowGeneration Generation => generation;
}
