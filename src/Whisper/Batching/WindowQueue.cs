using Transcribe.Core;

namespace Transcribe.Whisper.Batching;

/// <summary>
/// Windows that wait for a slot. Requests take turns, each with its windows in order, so a long file does not delay a short one. Background
/// windows wait until no other window waits. The length is bounded by the number of admitted requests times the windows that each request
/// may submit.
/// </summary>
internal sealed class WindowQueue
{
    // An object and not a Lock, because the loop waits on it.
    private readonly object _gate = new();
    private readonly Dictionary<Requester, Queue<WindowJob>> _waiting = [];
    private readonly Queue<Requester>[] _turns = [.. Enum.GetValues<WorkPriority>().Select(_ => new Queue<Requester>())];
    private bool _closed;

    /// <summary>Adds a window.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.NotReady"/>: the queue was closed.</exception>
    public void Add(WindowJob job)
    {
        lock (_gate)
        {
            if (_closed)
                throw new TranscriptionException(TranscriptionError.NotReady, "The service is shutting down");
            if (!_waiting.TryGetValue(job.Requester, out var jobs))
            {
                _waiting.Add(job.Requester, jobs = []);
                Turns(job.Requester).Enqueue(job.Requester);
            }
            jobs.Enqueue(job);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Takes the next window that is not cancelled; cancelled windows are removed from the queue.</summary>
    /// <returns>Null if no window waits.</returns>
    public WindowJob? TryTake()
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
            while (_waiting.Count == 0 && !_closed)
                Monitor.Wait(_gate);
        }
    }

    /// <summary>Closes the queue to further windows and returns those that wait.</summary>
    public IReadOnlyList<WindowJob> Close()
    {
        lock (_gate)
        {
            _closed = true;
            WindowJob[] rest = [.. _waiting.Values.SelectMany(jobs => jobs)];
            _waiting.Clear();
            Array.ForEach(_turns, turns => turns.Clear());
            Monitor.Pulse(_gate);
            return rest;
        }
    }

    private WindowJob? Next()
    {
        lock (_gate)
        {
            if (Array.Find(_turns, turns => turns.Count > 0) is not { } turns)
                return null;
            var requester = turns.Dequeue();
            var jobs = _waiting[requester];
            var job = jobs.Dequeue();
            if (jobs.Count > 0)
                turns.Enqueue(requester);
            else
                _waiting.Remove(requester);
            return job;
        }
    }

    private Queue<Requester> Turns(Requester requester) => _turns[(int)requester.Priority];
}
