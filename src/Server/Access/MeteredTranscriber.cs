using Transcribe.Core;

namespace Transcribe.Server.Access;

/// <summary>Charges audio to its caller, and refuses new work of a caller without a balance. What was accepted is never refused.</summary>
internal sealed class MeteredTranscriber(
    [FromKeyedServices(MeteringExtensions.Engine)] ITranscriber engine, AudioQuota quota) : ITranscriber
{
    public bool IsReady => engine.IsReady;

    public int Concurrency => engine.Concurrency;

    public void Check(TranscriptionRequest request)
    {
        quota.Check(request.Caller);
        engine.Check(request);
    }

    public Task<TranscriptionSummary> TranscribeAsync(
        TranscriptionRequest request,
        TranscriptionCheckpoint resume,
        Func<FinishedWindow, CancellationToken, ValueTask> onWindow,
        CancellationToken cancellationToken)
    {
        // Operations were accepted when they were created.
        if (request.Priority != WorkPriority.Background)
            quota.Check(request.Caller);
        var charged = resume.EndSample;
        return engine.TranscribeAsync(
            request,
            resume,
            (window, token) =>
            {
                quota.Charge(request.Caller, SampleTime.Of(window.Checkpoint.EndSample - charged));
                charged = window.Checkpoint.EndSample;
                return onWindow(window, token);
            },
            cancellationToken);
    }
}
