using Transcribe.Core;

namespace Transcribe.Transcription.Catalog;

/// <summary>How callers wait for the load of a model, and what they are told if it fails or takes too long.</summary>
/// <param name="model">The model's name.</param>
/// <param name="time">The clock of <see cref="ShortLoad"/>.</param>
internal sealed class LoadWait(string model, TimeProvider time)
{
    /// <summary>The longest load for which an operation waits in its place.</summary>
    public static readonly TimeSpan ShortLoad = TimeSpan.FromSeconds(10);

    /// <summary>Waits until the model is in memory.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.ModelUnavailable"/>: the load failed.</exception>
    public Task<ISpeechModel> WaitAsync(ModelStay stay, CancellationToken cancellationToken) =>
        WaitAsync(stay, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>
    /// Waits no longer than <see cref="ShortLoad"/> after the load has begun. The load goes on without its caller, who is expected to come
    /// back.
    /// </summary>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.ModelUnavailable"/>: the load failed. <see cref="TranscriptionError.NotReady"/>: it takes longer.
    /// </exception>
    public Task<ISpeechModel> WaitSoonAsync(ModelStay stay, CancellationToken cancellationToken)
    {
        var left = ShortLoad - time.GetElapsedTime(stay.Begun);
        return WaitAsync(stay, left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken);
    }

    /// <summary>The answer to callers of a model whose files cannot be found, or which cannot be loaded.</summary>
    public TranscriptionException Unavailable(Exception fault) => new(
        TranscriptionError.ModelUnavailable,
        $"The model '{LimitText.Echo(model)}' cannot be loaded; "
        + (fault is TranscriptionException ? fault.Message : "the server's log says why"),
        fault)
    {
        RetryAfter = ModelEntry.FailureMemory,
    };

    private async Task<ISpeechModel> WaitAsync(ModelStay stay, TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            return await stay.Loading.WaitAsync(longest, time, cancellationToken);
        }
        catch (Exception fault) when (stay.Loading.IsFaulted)
        {
            throw Unavailable(fault);
        }
        catch (TimeoutException)
        {
            stay.Expect();
            throw new TranscriptionException(TranscriptionError.NotReady, $"The model '{LimitText.Echo(model)}' is still loading")
            {
                RetryAfter = ShortLoad,
            };
        }
    }
}
