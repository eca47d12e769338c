using Transcribe.Core;
using Transcribe.Engines.Queueing;

namespace Transcribe.WhisperCpp.Windows;

/// <summary>A window and how to transcribe it. The worker that takes it from the queue completes it.</summary>
internal sealed class WindowTask(WindowRequest request, TimeProvider time, CancellationToken cancellationToken)
    : WindowJob<WindowResult>(request.Requester, request.Samples, time, cancellationToken)
{
    public TranscriptionSettings Settings => request.Settings;
}
