namespace Transcribe.Operations.S3;

/// <summary>Limits how long the bucket may be silent.</summary>
internal static class S3Limit
{
    // As long as the database may take to answer and to be tried again. The SDK waits for 100 s, and then repeats the call.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    /// <summary>Makes a call with a short answer, with the repetitions of the SDK.</summary>
    /// <exception cref="TimeoutException">There was no answer.</exception>
    public static async Task<T> AnswerAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        using var silence = new CancellationTokenSource(Silence, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, silence.Token);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException("The bucket does not answer", late);
        }
    }
}
