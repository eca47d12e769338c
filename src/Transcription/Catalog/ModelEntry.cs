using Microsoft.Extensions.Logging;
using Transcribe.Core;

namespace Transcribe.Transcription.Catalog;

/// <summary>One model that requests may name: not in memory, loading, in memory, or failed.</summary>
/// <param name="source">Where it is, and its settings.</param>
/// <param name="loader">The engine that reads its format.</param>
/// <param name="isPinned">Whether it stays in memory once it is there.</param>
/// <param name="memory">The memory that all models share.</param>
/// <param name="waiting">Limits the calls that wait for it.</param>
/// <param name="time">The clock of <see cref="FailureMemory"/>.</param>
/// <param name="logger">Receives failed loads.</param>
internal sealed class ModelEntry(
    ModelSource source,
    ISpeechModelLoader loader,
    bool isPinned,
    ModelMemory memory,
    Admission waiting,
    TimeProvider time,
    ILogger logger) : IAsyncDisposable
{
    /// <summary>How long a failed load is remembered. A load can take minutes and gigabytes, so not every call tries again.</summary>
    public static readonly TimeSpan FailureMemory = TimeSpan.FromMinutes(1);

    private readonly LoadWait _wait = new(source.Name, time);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private ModelStay? _stay;
    private Func<string, ModelEntry>? _another;
    private ModelDescription? _description;
    private bool _isFetched;
    private long _failed;

    /// <summary>The name in requests: the full name of a repository, or the last part of a folder's path.</summary>
    public string Name => source.Name;

    /// <summary>The model as requests use it.</summary>
    public ISpeechModel Served => field ??= new ServedModel(this);

    /// <summary>The model while it is in memory; null otherwise.</summary>
    public ISpeechModel? Model => _stay?.Model;

    /// <summary>How long the last load that succeeded took; zero before.</summary>
    public TimeSpan LoadDuration { get; private set; }

    /// <summary>Why the last load failed; null if it did not, or if nothing was loaded.</summary>
    public Exception? Failure => _stay?.Loading is { IsFaulted: true } loading ? loading.Exception!.InnerException : null;

    /// <summary>Whether the model was downloaded or in memory at any time.</summary>
    public bool IsKnown => _isFetched || _description is not null;

    /// <summary>The properties of the model that are known so far.</summary>
    public ModelDescription Description => _description ?? loader.Describe(Name);

    /// <summary>Windows that it processes at once; 0 before it was in memory.</summary>
    public int Concurrency { get; private set; }

    /// <summary>
    /// Waits until the model is in memory. The first call starts the load. After a failed load, the first call after
    /// <see cref="FailureMemory"/> starts another one.
    /// </summary>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.ModelUnavailable"/>: the load failed.
    /// <see cref="TranscriptionError.Overloaded"/>: too many calls wait.
    /// </exception>
    public async Task<ISpeechModel> GetAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (Model is not null)
            return Served;
        using var place = waiting.Enter(caller);
        await UseAsync(stay => _wait.WaitAsync(stay, cancellationToken));
        return Served;
    }

    /// <summary>
    /// Waits as <see cref="GetAsync"/>, but no longer than <see cref="LoadWait.ShortLoad"/> after the load has begun. The load goes on
    /// without its caller, who is expected to come back.
    /// </summary>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.ModelUnavailable"/>: the load failed. <see cref="TranscriptionError.NotReady"/>: it takes longer.
    /// </exception>
    public async Task<ISpeechModel> GetSoonAsync(CancellationToken cancellationToken)
    {
        if (Model is null)
            await UseAsync(stay => _wait.WaitSoonAsync(stay, cancellationToken));
        return Served;
    }

    /// <summary>Loads the model, or waits until it is loaded.</summary>
    /// <exception cref="ModelException">The model cannot be found, read or loaded.</exception>
    public Task LoadAsync(CancellationToken cancellationToken) => UseAsync(stay => stay.Loading.WaitAsync(cancellationToken));

    /// <summary>Transcribes a window. It brings the model into memory and keeps it there.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.ModelUnavailable"/>: the load failed.</exception>
    public Task<WindowTranscript> TranscribeAsync(WindowRequest window, CancellationToken cancellationToken) => UseAsync(async stay =>
    {
        var model = await _wait.WaitAsync(stay, cancellationToken);
        return await model.TranscribeAsync(window, cancellationToken);
    });

    /// <summary>
    /// Takes no further stay if the model is neither in memory nor on its way. Those who still hold this entry then use another one of the
    /// same name, so that the model is never in memory twice.
    /// </summary>
    /// <param name="another">Finds or creates the other entry.</param>
    public bool TryRetire(Func<string, ModelEntry> another)
    {
        lock (_gate)
        {
            if (_stay is { IsOver: false })
                return false;
            _another = another;
            return true;
        }
    }

    /// <summary>Finds or downloads the model's files.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.ModelUnavailable"/>: it failed.</exception>
    public async Task FetchAsync(IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            await loader.FetchAsync(source, progress, cancellationToken);
            _isFetched = true;
        }
        catch (ModelException fault)
        {
            logger.ModelFailed(Name, fault);
            throw _wait.Unavailable(fault);
        }
    }

    /// <summary>Removes the model from memory, when its uses have ended. Does nothing if it is not there.</summary>
    /// <param name="unused">Only if it has had no use for this time.</param>
    public async Task UnloadAsync(TimeSpan unused = default)
    {
        if (_stay is not { Model: not null } stay)
            return;
        if (unused > TimeSpan.Zero && (stay.IsBusy || time.GetElapsedTime(stay.LastUsed) < unused))
            return;
        try
        {
            await stay.LeaveAsync();
        }
        finally
        {
            memory.Leave(stay);
        }
        logger.ModelUnloaded(Name);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_stay is { IsOver: false } stay)
            await stay.AbandonAsync();
        _stopping.Dispose();
    }

    /// <summary>Uses the stay in memory, or a new one.</summary>
    private async Task<T> UseAsync<T>(Func<ModelStay, Task<T>> use)
    {
        var stay = Begin();
        try
        {
            return await use(stay);
        }
        finally
        {
            stay.End();
        }
    }

    private ModelStay Begin() => TryBegin() ?? _another!(Name).Begin();

    // Null if the entry is retired.
    private ModelStay? TryBegin()
    {
        lock (_gate)
        {
            if (_another is not null)
                return null;
            if (_stay is { } stay && !CanTryAgain(stay) && stay.TryBegin())
                return stay;
            var (before, next) = (_stay, new ModelStay(time, isPinned));
            next.TryBegin();
            next.Start(() => StartAsync(next, before));
            return _stay = next;
        }
    }

    private bool CanTryAgain(ModelStay stay) => stay.Loading.IsCanceled
        || (stay.Loading.IsFaulted && time.GetElapsedTime(_failed) >= FailureMemory);

    private async Task<ISpeechModel> StartAsync(ModelStay stay, ModelStay? before)
    {
        try
        {
            // The memory of the stay before is free when it has left. Who ended it has the fault, if there was one.
            if (before is not null)
                await before.LeaveAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stay.Bytes = await loader.FetchAsync(source, progress: null, _stopping.Token);
            await memory.EnterAsync(stay, _stopping.Token);
            return await LoadAsync(stay);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            _failed = time.GetTimestamp();
            logger.ModelFailed(Name, fault);
            throw;
        }
    }

    private async Task<ISpeechModel> LoadAsync(ModelStay stay)
    {
        var started = time.GetTimestamp();
        try
        {
            var model = await loader.LoadAsync(source, _stopping.Token);
            (_description, Concurrency, LoadDuration) = (model.Description, model.Concurrency, time.GetElapsedTime(started));
            stay.Arrive(LoadDuration);
            return new MeteredModel(model, Name);
        }
        catch
        {
            memory.Leave(stay);
            throw;
        }
    }
}
