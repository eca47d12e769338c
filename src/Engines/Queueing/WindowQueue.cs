using Transcribe.Core;

namespace Transcribe.Engines.Queueing;

/// <summary>
/// Windows that wait for a slot. At each priority the accounts of the callers take turns, and within an account its requests, each with its
/// windows in order. So neither a caller with many requests nor a long file delays the others. A window waits until no window of a higher
/// priority waits. The length is bounded by the number of admitted requests times the windows that each request may submit.
/// </summary>
internal sealed class WindowQueue<TJob>
    where TJob : WindowJob
{
    // An object and not a Lock, because those who take windows wait on it.
    private readonly object _gate = new();
    // By priority: the accounts, the requests of each, the windows of each.
    private readonly Rotation<string, Rotation<Requester, Queue<TJob>>>[] _accounts =
        [.. Enum.GetValues<WorkPriority>().Select(_ => new Rotation<string, Rotation<Requester, Queue<TJob>>>())];
    private readonly int[] _waiting = new int[Enum.GetValues<WorkPriority>().Length];
    private bool _closed;

    /// <summary>How many windows of a priority wait. Cancelled ones count until their turn.</summary>
    public int Count(WorkPriority priority) => Volatile.Read(ref _waiting[(int)priority]);

    /// <summary>Adds a window.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.NotReady"/>: the queue was closed.</exception>
    public void Add(TJob job)
    {
        lock (_gate)
        {
            if (_closed)
                throw new TranscriptionException(TranscriptionError.NotReady, "The service is shutting down");
            var requester = job.Requester;
            _accounts[(int)requester.Priority].Join(requester.Caller.Account).Join(requester).Enqueue(job);
            _waiting[(int)requester.Priority]++;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Takes the next window that is not cancelled; cancelled windows are removed from the queue.</summary>
    /// <returns>Null if no window waits.</returns>
    public TJob? TryTake()
    {
        while (Next() is { } job)
        {
            if (!job.CancellationToken.IsCancellationRequested)
                return job;
            job.Cancel();
        }
        return null;
    }

    /// <summary>Blocks until a window waits or the queue is closed.</summary>
    public void WaitForArrival()
    {
        lock (_gate)
        {
            while (Array.TrueForAll(_accounts, accounts => accounts.IsEmpty) && !_closed)
                Monitor.Wait(_gate);
        }
    }

    /// <summary>Closes the queue to further windows and returns those that wait.</summary>
    public IReadOnlyList<TJob> Close()
    {
        lock (_gate)
        {
            _closed = true;
            var rest = new List<TJob>();
            while (Next() is { } job)
                rest.Add(job);
            Monitor.PulseAll(_gate);
            return rest;
        }
    }

    private TJob? Next()
    {
        lock (_gate)
        {
            if (Array.Find(_accounts, accounts => !accounts.IsEmpty) is not { } accounts)
                return null;
            var requests = accounts.First;
            var jobs = requests.First;
            var job = jobs.Dequeue();
            _waiting[(int)job.Requester.Priority]--;
            // A cancelled window does not cost its caller the turn.
            var isServed = !job.CancellationToken.IsCancellationRequested;
            requests.EndTurn(isEmpty: jobs.Count == 0, isServed);
            accounts.EndTurn(requests.IsEmpty, isServed);
            return job;
        }
    }
}
