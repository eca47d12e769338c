using Microsoft.ML.OnnxRuntime;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>Runs a session so that a cancellation token can stop the native run between two operators.</summary>
internal static class CancellableRun
{
    /// <summary>Runs the session; a failure after cancellation counts as the cancellation.</summary>
    /// <exception cref="OperationCanceledException">The token stopped the run.</exception>
    public static void Run(InferenceSession session, OrtIoBinding binding, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var options = new RunOptions();
        using var registration = cancellationToken.UnsafeRegister(static state => ((RunOptions)state!).Terminate = true, options);
        try
        {
            session.RunWithBinding(options, binding);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
