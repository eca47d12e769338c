using Transcribe.Engine;
using Transcribe.Engine.Models;

namespace Transcribe.Operations.Running;

/// <summary>The engine's pipeline as a run needs it: behind all work that somebody waits for.</summary>
internal sealed class PipelineTranscriber(TranscriptionPipeline pipeline, ModelCatalog models) : ITranscriber
{
    public bool IsReady => models.IsReady;

    public Task<TranscriptionSummary> TranscribeAsync(
        TranscriptionRequest request,
        TranscriptionCheckpoint resume,
        Func<FinishedWindow, CancellationToken, ValueTask> onWindow,
        CancellationToken cancellationToken) =>
        pipeline.TranscribeAsync(request with { Priority = WorkPriority.Background }, resume, onWindow, cancellationToken);
}
