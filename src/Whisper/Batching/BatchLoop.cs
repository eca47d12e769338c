using Microsoft.Extensions.Logging;
using Transcribe.Core;
using Transcribe.Engines.Queueing;
using Transcribe.Engines.Telemetry;
using Transcribe.Whisper.Alignment;
using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper.Batching;

/// <summary>
/// The only loop that calls a model's backend. The windows in progress occupy the backend's slots 0 … n-1; a window joins at any step and
/// leaves when it ends. Each turn:
/// 1. removes rows with a cancelled caller;
/// 2. adds as many waiting windows as slots are free and one encoder run takes, so the rows in progress wait for the encoding of few;
/// 3. prefills the rows that need it (new rows, or rows that restart at another temperature);
/// 4. runs one step for all rows, and if it fails, one for each row alone;
/// 5. removes the finished rows with their result.
/// </summary>
internal sealed class BatchLoop : IAsyncDisposable
{
    /// <summary>
    /// A turn encodes at most <see cref="IInferenceBackend.EncoderWindows"/> windows and runs the decoder twice. On the slowest supported
    /// machine this takes seconds for each window, so a turn that lasts this long for each is stuck in native code.
    /// </summary>
    public static readonly TimeSpan LongestTurnPerWindow = TimeSpan.FromMinutes(10);

    private const long Idle = -1;

    private readonly IInferenceBackend _backend;
    private readonly WindowQueue<GenerationJob> _queue;
    private readonly BatchRows _rows;
    private readonly List<GenerationJob> _joining = [];
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private volatile bool _stopping;
    private long _turnBegan = Idle;

    public BatchLoop(
        IInferenceBackend backend,
        WindowQueue<GenerationJob> queue,
        TokenAligner aligner,
        EngineMeter meter,
        TimeProvider time,
        ILogger logger)
    {
        _backend = backend;
        _queue = queue;
        _rows = new BatchRows(backend, aligner, meter, logger);
        _time = time;
        _logger = logger;
        // The loop has its own thread: native runs block for tens of milliseconds, which would hold up the thread pool.
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Whether the loop's thread runs, and its current turn is no longer than <see cref="LongestTurnPerWindow"/> allows.</summary>
    public bool IsAlive => !_loop.IsCompleted
        && (Volatile.Read(ref _turnBegan) is var began && (began == Idle || _time.GetElapsedTime(began) < LongestTurn));

    private TimeSpan LongestTurn => LongestTurnPerWindow * _backend.EncoderWindows;

    /// <summary>The number of occupied slots.</summary>
    public int Rows => _rows.Count;

    /// <inheritdoc cref="ISpeechModel.Throughput"/>
    public double? Throughput => _rows.Throughput.Rate;

    /// <summary>Stops after the current step; windows in progress or waiting fail because the service shuts down.</summary>
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
                // An error that belongs to no row fails every row. The loop must continue for later windows.
                _logger.BatchFailed(exception);
                _rows.FailAll(exception);
            }
        }
    }

    private void Join()
    {
        _joining.Clear();
        while (_joining.Count < _rows.Joinable && _queue.TryTake() is { } job)
            _joining.Add(job);
        if (_joining.Count > 0)
            _rows.Join(_joining);
    }

    private void Turn()
    {
        var began = _time.GetTimestamp();
        Volatile.Write(ref _turnBegan, began);
        _rows.DropCancelled();
        Join();
        if (_rows.Count == 0)
        {
            Volatile.Write(ref _turnBegan, Idle);
            _queue.WaitForArrival();
            return;
        }
        var rows = _rows.Count;
        _rows.ReadPrefixes();
        _rows.Step();
        _rows.Throughput.EndTurn(_time.GetElapsedTime(began), rows);
    }
}
