using System.Runtime.CompilerServices;
using Transcribe.Core;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Watching;

/// <summary>
/// Follows operations. Each watcher reads from the store at its own pace and holds at most one page of segments, so slow watchers do not
/// slow down the run.
/// </summary>
internal sealed class OperationWatcher(IOperationStore store, OperationSignals signals, TimeProvider time)
{
    private const int SegmentsAtOnce = 100;

    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        string tenant, string id, [EnumeratorCancellation] CancellationToken cancel)
    {
        var next = 0;
        var seen = default(Progress);
        while (true)
        {
            var changed = signals.Of(id).Next;
            // Read before the segments: all segments of a done operation are stored.
            var operation = await FindAsync(tenant, id, cancel);
            while (await store.ReadSegmentsAsync(id, next, SegmentsAtOnce, cancel) is { Count: > 0 } segments)
            {
                foreach (var segment in segments)
                    yield return new WatchEvent.SegmentStored(segment);
                next = segments[^1].Index + 1;
            }
            if (operation.Done)
            {
                yield return new WatchEvent.Ended(operation);
                yield break;
            }
            if (seen != Progress.Of(operation))
                yield return new WatchEvent.Progressed(operation);
            seen = Progress.Of(operation);
            await changed.WithinAsync(OperationSignals.PollInterval, time, cancel);
        }
    }

    /// <summary>Waits until the operation is done, at most for <paramref name="timeout"/>.</summary>
    /// <returns>The latest state.</returns>
    public async Task<Operation> WaitAsync(string tenant, string id, TimeSpan timeout, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var changed = signals.Of(id).Next;
            var operation = await FindAsync(tenant, id, cancel);
            var left = timeout - time.GetElapsedTime(started);
            if (operation.Done || left <= TimeSpan.Zero)
                return operation;
            await changed.WithinAsync(left < OperationSignals.PollInterval ? left : OperationSignals.PollInterval, time, cancel);
        }
    }

    /// <exception cref="OperationException"><see cref="OperationError.NotFound"/>.</exception>
    public async Task<Operation> FindAsync(string tenant, string id, CancellationToken cancel) =>
        await store.FindAsync(tenant, id, cancel) ?? throw Unknown(id);

    public static OperationException Unknown(string id) =>
        new(OperationError.NotFound, $"There is no operation '{Operation.NamePrefix}{LimitText.Echo(id)}'");

    // The members whose change is an event.
    private readonly record struct Progress(OperationState State, int Attempt, TimeSpan Processed, TimeSpan? Audio)
    {
        public static Progress Of(Operation operation) =>
            new(operation.State, operation.Attempt, operation.ProcessedDuration, operation.AudioDuration);
    }
}
