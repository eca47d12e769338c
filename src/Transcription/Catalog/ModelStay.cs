using Transcribe.Core;

namespace Transcribe.Transcription.Catalog;

/// <summary>One stay of a model in memory: its load, its uses and its end. A model that comes back begins a new stay.</summary>
/// <param name="time">The clock of <see cref="LastUsed"/>.</param>
/// <param name="isPinned">Whether it stays until the process ends.</param>
internal sealed class ModelStay(TimeProvider time, bool isPinned)
{
    /// <summary>How long a model stays at least for an expected use. Longer than the wait of an operation for its next run.</summary>
    private static readonly TimeSpan Expectation = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _uses;
    private bool _isExpected;
    private Task? _leaving;
    private long _loadedAt;

    /// <summary>The load, which ends with the model or with the reason why there is none.</summary>
    public Task<ISpeechModel> Loading { get; private set; } = null!;

    /// <summary>Whether it stays until the process ends.</summary>
    public bool IsPinned => isPinned;

    /// <summary>When the load began, by the clock's timestamp.</summary>
    public long Begun { get; } = time.GetTimestamp();

    /// <summary>The memory that it takes, in bytes: an estimate.</summary>
    public long Bytes { get; set; }

    /// <summary>The model while it is in memory for new uses; null before, if the load failed, and when the stay ends.</summary>
    public ISpeechModel? Model => _leaving is null ? Loaded : null;

    /// <summary>Whether nothing of the stay is left: the load failed, or the model has left.</summary>
    public bool IsOver => Loading is { IsFaulted: true } or { IsCanceled: true } || _leaving is { IsCompleted: true };

    /// <summary>How long the load took.</summary>
    public TimeSpan LoadTime { get; private set; }

    /// <summary>How long the model has been in memory.</summary>
    public TimeSpan Age => time.GetElapsedTime(_loadedAt);

    /// <summary>When the last use began or ended, by the clock's timestamp.</summary>
    public long LastUsed { get; private set; } = time.GetTimestamp();

    /// <summary>How long a busy model stays at least, so that models which compete for memory do some work between their loads.</summary>
    public TimeSpan LeastAge => _isExpected && Expectation > LoadTime ? Expectation : LoadTime;

    /// <summary>Whether a use is in progress, waits for the load or is expected.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_gate)
                return _uses > 0 || (_isExpected && Loaded is not null && Age < Expectation);
        }
    }

    /// <summary>Begins the load on another thread. Once, before anything else.</summary>
    public void Start(Func<Task<ISpeechModel>> load) => Loading = Task.Run(load, CancellationToken.None);

    /// <summary>Notes that the model is in memory.</summary>
    public void Arrive(TimeSpan loadTime)
    {
        (LoadTime, _loadedAt) = (loadTime, time.GetTimestamp());
        LastUsed = _loadedAt;
    }

    /// <summary>Begins a use. The stay does not end before its <see cref="End"/>. False if the stay is ending.</summary>
    public bool TryBegin()
    {
        lock (_gate)
        {
            if (_leaving is not null)
                return false;
            _uses++;
            _isExpected &= Loaded is null;
            LastUsed = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>Notes that a use which did not wait for the load will come back. Once the model is in memory, it waits for that.</summary>
    public void Expect()
    {
        lock (_gate)
            _isExpected = true;
    }

    /// <summary>Ends a use.</summary>
    public void End()
    {
        lock (_gate)
        {
            LastUsed = time.GetTimestamp();
            if (--_uses == 0 && _leaving is not null)
                _idle.TrySetResult();
        }
    }

    /// <summary>Ends the stay: takes no further use, waits for those in progress and removes the model from memory.</summary>
    public Task LeaveAsync()
    {
        lock (_gate)
        {
            if (_uses == 0)
                _idle.TrySetResult();
            return _leaving ??= RemoveAsync();
        }
    }

    /// <summary>Ends the stay without waiting for the uses in progress, which fail.</summary>
    public Task AbandonAsync()
    {
        _idle.TrySetResult();
        return LeaveAsync();
    }

    private ISpeechModel? Loaded => Loading is { IsCompletedSuccessfully: true } loaded ? loaded.GetAwaiter().GetResult() : null;

    private async Task RemoveAsync()
    {
        await _idle.Task;
        await ((Task)Loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Loaded is not { } model)
            return;
        await model.DisposeAsync();
        FreeMemory.Return();
    }
}
