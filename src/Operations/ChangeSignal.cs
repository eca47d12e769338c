namespace Transcribe.Operations;

/// <summary>Wakes everyone who waits. Take <see cref="Next"/> before looking at what may change, so that no change falls between the look and the wait.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource _next = NewSource();

    /// <summary>Completes at the next pulse.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Pulse() => Interlocked.Exchange(ref _next, NewSource()).TrySetResult();

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Waiting for a signal of this process, but not for long: another process's changes are seen by looking again.</summary>
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
