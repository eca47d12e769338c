using Transcribe.Core;
using Transcribe.Engines.Queueing;
using Whisper.net;

namespace Transcribe.WhisperCpp.Windows;

/// <summary>
/// Threads that take windows from a model's queue and transcribe them. A window occupies its worker until native code has returned, also
/// when its caller has left, so that no more windows compute at once than there are workers.
/// </summary>
internal sealed class WindowWorkers : IAsyncDisposable
{
    /// <summary>A window whose native code runs for longer is stuck.</summary>
    public static readonly TimeSpan LongestWindow = TimeSpan.FromMinutes(30);

    private readonly WindowRun _run;
    private readonly WindowQueue<WindowTask> _queue;
    private readonly WorkerMeter _meter;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task[] _workers;
    private readonly long?[] _began;

    public WindowWorkers(WindowRun run, WindowQueue<WindowTask> queue, int count, TimeProvider time)
    {
        (_run, _queue, _time) = (run, queue, time);
        _meter = new WorkerMeter(count);
        _began = new long?[count];
        // Each worker has its own thread: native code blocks for seconds, which would hold up the thread pool.
        _workers = [.. Enumerable.Range(0, count).Select(worker => Task.Factory.StartNew(
            () => Work(worker), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
    }

    /// <inheritdoc cref="ISpeechModel.Throughput"/>
    public double? Throughput => _meter.Rate;

    /// <summary>How many workers have a window.</summary>
    public int Busy => _meter.Occupied;

    /// <summary>Whether the workers run, and none has worked on a window for longer than <see cref="LongestWindow"/>.</summary>
    public bool IsAlive
    {
        get
        {
            lock (_began)
                return !Array.Exists(_workers, worker => worker.IsCompleted)
                    && !Array.Exists(_began, began => began is { } at && _time.GetElapsedTime(at) >= LongestWindow);
        }
    }

    /// <summary>
    /// Ends the windows in progress and waits for native code. They and those that wait fail because the service shuts down.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        var waiting = _queue.Close();
        await _stopping.CancelAsync();
        foreach (var task in waiting)
            task.Fail(ShutDown());
        await Task.WhenAll(_workers);
        _stopping.Dispose();
    }

    private void Work(int worker)
    {
        while (!_stopping.IsCancellationRequested)
        {
            if (_queue.TryTake() is not { } task)
            {
                _queue.WaitForArrival();
                continue;
            }

            var began = _time.GetTimestamp();
            SetBegan(worker, began);
            _meter.Begin();
            var isDone = Transcribe(task);
            _meter.End(isDone ? task : null, _time.GetElapsedTime(began));
            SetBegan(worker, null);
        }
    }

    private bool Transcribe(WindowTask task)
    {
        task.Start();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(task.CancellationToken, _stopping.Token);
        try
        {
            task.Complete(_run.RunAsync(task.Samples, task.Settings, either.Token).GetAwaiter().GetResult());
            return true;
        }
        catch (OperationCanceledException) when (task.CancellationToken.IsCancellationRequested)
        {
            task.Cancel();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            task.Fail(ShutDown());
        }
        catch (WhisperProcessingException exception)
        {
            task.Fail(new TranscriptionException(TranscriptionError.InferenceFailed, "The model failed on a part of the audio", exception));
        }
        catch (Exception exception)
        {
            // The call that owns the window reports and logs it. The worker must go on for later windows.
            task.Fail(exception);
        }

        return false;
    }

    private void SetBegan(int worker, long? timestamp)
    {
        lock (_began)
            _began[worker] = timestamp;
    }

    private static TranscriptionException ShutDown() => new(TranscriptionError.NotReady, "The service is shutting down");
}
