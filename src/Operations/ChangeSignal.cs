namespace Transcribe.Operations;

/// <summary>
/// Wakes all waiters. Read <see cref="Next"/> before reading the state that may change; otherwise a change between the read and the wait is
/// missed.
/// </summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource _next = NewSource();

    /// <summary>Completes at the next pulse.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Pulse() => Interlocked.Exchange(ref _next, NewSource()).TrySetResult();

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Waits for a signal with a time limit, because other processes change the store without a signal here.</summary>
internal static class ChangeSignalExtensions
{
    /// <summary>Waits for <paramref name="next"/>, at most for <paramref name="limit"/>.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public static async Task WithinAsync(this Task next, TimeSpan limit, TimeProvider time, CancellationToken cancel)
    {
        await next.WaitAsync(limit, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancel.ThrowIfCancellationRequested();
    }
}
