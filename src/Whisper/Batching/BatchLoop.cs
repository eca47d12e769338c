using Microsoft.Extensions.Logging;
using Transcribe.Core;
using Transcribe.Whisper.Alignment;
using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper.Batching;

/// <summary>
/// The one loop that feeds a model's backend. It keeps the windows in progress in the backend's slots 0 … n-1; a window joins at any step and leaves when it ends.
/// Each turn:
/// 1. rows whose caller has gone leave;
/// 2. one waiting window joins, if there is a slot: it is encoded, so that the rows in progress wait for one encoder run at most;
/// 3. rows with a prefix to read (new, or starting over at another temperature) read it;
/// 4. all rows take one token together;
/// 5. rows that ended leave with their result.
/// </summary>
internal sealed class BatchLoop : IAsyncDisposable
{
    private readonly IInferenceBackend _backend;
    private readonly WindowQueue _queue;
    private readonly BatchRows _rows;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private volatile bool _stopping;

    public BatchLoop(IInferenceBackend backend, WindowQueue queue, TokenAligner aligner, ILogger logger)
    {
        _backend = backend;
        _queue = queue;
        _rows = new BatchRows(backend, aligner);
        _logger = logger;
        // A thread of its own: native runs block for tens of milliseconds, which the pool's threads should not.
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Stops after the current step; windows in progress or waiting fail as shutting down.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        var waiting = _queue.Close();
        await _loop;
        var shutDown = new TranscriptionException(TranscriptionError.NotReady, "The service is shutting down");
        _rows.FailAll(shutDown);
        foreach (var job in waiting)
            job.Fail(shutDown);
        _backend.Dispose();
    }

    private void Run()
    {
        while (!_stopping)
        {
            try
            {
                Turn();
            }
            catch (Exception exception)
            {
                // A fault of the backend concerns every row; the loop must go on for the callers to come.
                _logger.BatchFailed(exception);
                _rows.FailAll(exception);
            }
        }
    }

    private void Turn()
    {
        _rows.DropCancelled();
        if (_rows.HasFreeSlot && _queue.TryTake() is { } job)
            _rows.Join(job);
        if (_rows.Count == 0)
        {
            _queue.WaitForArrival();
            return;
        }
        _rows.ReadPrefixes();
        _rows.Step();
    }
}
