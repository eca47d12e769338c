using Transcribe.Engine;

namespace Transcribe.Operations.Running;

/// <summary>
/// The engine's pipeline as a run needs it. The pipeline starts at the beginning of the audio and hears the same each time, so a resumed run drops the
/// segments that are stored already, and the pipeline's own account of the whole stands.
/// </summary>
internal sealed class PipelineTranscriber(TranscriptionPipeline pipeline) : ITranscriber
{
    public Task<TranscriptionSummary> TranscribeAsync(
        TranscriptionRequest request,
        ResumePoint? resume,
        Func<WindowCheckpoint, CancellationToken, ValueTask> onWindow,
        CancellationToken cancellationToken)
    {
        var next = resume?.NextIndex ?? 0;
        var language = resume?.LanguageCode ?? "";
        return pipeline.TranscribeAsync(request, StoreAsync, cancellationToken);

        ValueTask StoreAsync(Segment segment, CancellationToken token)
        {
            if (segment.Index < next)
                return ValueTask.CompletedTask;
            if (language.Length == 0)
                language = segment.LanguageCode;
            var after = new ResumePoint(ResumePoint.SampleAt(segment.End), segment.Index + 1, language, Coverage: null);
            return onWindow(new WindowCheckpoint([segment], after), token);
        }
    }
}
