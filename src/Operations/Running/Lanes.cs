namespace Transcribe.Operations.Running;

/// <summary>
/// The places of runs that work. Claims of inline audio and runs that have fetched theirs take turns at free lanes, and so do the tenants
/// of the latter.
/// </summary>
/// <param name="count">The number of lanes.</param>
/// <param name="freed">Signals that a lane may be free for a claim.</param>
internal sealed class Lanes(int count, ChangeSignal freed)
{
    private readonly Lock _lock = new();

    // While lanes are free and runs wait, the next turn is a claim's.
    private readonly List<Waiter> _waiting = [];
    private int _free = count;
    private bool _claimIsNext;

    /// <summary>Takes a free lane for a claim, which then calls <see cref="Decline"/> or disposes of <see cref="Occupy"/>.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_free == 0)
                return false;
            _free--;
            _claimIsNext = false;
            return true;
        }
    }

    /// <summary>Leaves a lane for which there was no inline audio. All free lanes go to the runs that wait.</summary>
    public void Decline()
    {
        lock (_lock)
        {
            _free++;
            while (_free > 0 && _waiting.Count > 0)
                Grant();
        }
    }

    /// <summary>A lane that was taken with <see cref="TryEnter"/>, until it is disposed of.</summary>
    public Place Occupy() => new(Leave);

    /// <summary>Waits for a lane for a run that has fetched its audio.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public async Task<Place> EnterAsync(string tenant, CancellationToken cancel)
    {
        var waiter = new Waiter(tenant);
        lock (_lock)
        {
            _waiting.Add(waiter);
            if (_free > 0 && _waiting.Count == 1)
                Grant();
        }
        await using var registration = cancel.Register(() => Cancel(waiter, cancel));
        await waiter.Task;
        return Occupy();
    }

    private void Leave()
    {
        lock (_lock)
        {
            _free++;
            if (_waiting.Count > 0 && !_claimIsNext)
                Grant();
        }
        freed.Pulse();
    }

    // The other runs of the tenant go behind those of other tenants.
    private void Grant()
    {
        var next = _waiting[0];
        _waiting.RemoveAt(0);
        var others = _waiting.FindAll(waiter => waiter.Tenant == next.Tenant);
        _waiting.RemoveAll(waiter => waiter.Tenant == next.Tenant);
        _waiting.AddRange(others);
        _free--;
        _claimIsNext = true;
        next.SetResult();
    }

    private void Cancel(Waiter waiter, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_waiting.Remove(waiter))
                waiter.SetCanceled(cancel);
        }
    }

    private sealed class Waiter(string tenant) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public string Tenant => tenant;
    }
}
