using Transcribe.Core;

namespace Transcribe.WhisperCpp.Windows;

/// <summary>
/// Measures how many seconds of audio the workers finish per second: their number times audio / time of a window, both exponentially
/// weighted over about the last <see cref="Memory"/> windows. Only windows that end while all workers are occupied count, because the
/// others had more of the machine for themselves.
/// </summary>
/// <param name="workers">The number of workers.</param>
internal sealed class WorkerMeter(int workers)
{
    /// <summary>The number of windows over which the weight of a measurement falls to 1/e.</summary>
    private const double Memory = 64;

    /// <summary>The number of windows before a result exists.</summary>
    private readonly int _fewest = Math.Max(8, 2 * workers);

    private readonly Lock _gate = new();
    private int _occupied;
    private int _windows;
    private double _time;
    private double _audio;

    /// <inheritdoc cref="ISpeechModel.Throughput"/>
    public double? Rate
    {
        get
        {
            lock (_gate)
                return _windows >= _fewest && _audio > 0 ? workers * _audio / _time : null;
        }
    }

    /// <summary>How many workers have a window.</summary>
    public int Occupied => Volatile.Read(ref _occupied);

    /// <summary>A worker begins a window.</summary>
    public void Begin()
    {
        lock (_gate)
            _occupied++;
    }

    /// <summary>A worker ends a window. Live windows take time, but their audio is not counted.</summary>
    /// <param name="finished">The window; null if it has no result.</param>
    /// <param name="time">How long it took.</param>
    public void End(WindowTask? finished, TimeSpan time)
    {
        lock (_gate)
        {
            if (finished is not null && _occupied == workers)
                Count(finished, time);
            _occupied--;
        }
    }

    private void Count(WindowTask finished, TimeSpan time)
    {
        var counts = finished.Requester.Priority is WorkPriority.Direct or WorkPriority.Background;
        var audio = counts ? (double)finished.Samples.Length / SampleTime.SampleRate : 0;
        var kept = Math.Exp(-1 / Memory);
        (_time, _audio) = ((_time * kept) + time.TotalSeconds, (_audio * kept) + audio);
        _windows = Math.Min(_windows + 1, _fewest);
    }
}
