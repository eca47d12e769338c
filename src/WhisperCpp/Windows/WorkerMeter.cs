using Transcribe.Engines.Queueing;

namespace Transcribe.WhisperCpp.Windows;

/// <summary>
/// Measures the throughput of workers. Between two beginnings or ends of windows the number of occupied workers does not change, so this is
/// a turn for <see cref="ThroughputMeter"/>.
/// </summary>
internal sealed class WorkerMeter(int workers, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly ThroughputMeter _meter = new(workers);
    private long _changed;
    private int _occupied;

    /// <inheritdoc cref="Core.ISpeechModel.Throughput"/>
    public double? Rate => _meter.Rate;

    /// <summary>How many workers have a window.</summary>
    public int Occupied => Volatile.Read(ref _occupied);

    /// <summary>A worker begins a window.</summary>
    public void Begin()
    {
        lock (_gate)
            Change(_occupied + 1);
    }

    /// <summary>A worker ends a window.</summary>
    /// <param name="finished">The window; null if it has no result.</param>
    public void End(WindowTask? finished)
    {
        lock (_gate)
        {
            if (finished is not null)
                _meter.Finish(finished.Requester, finished.Samples.Length);
            Change(_occupied - 1);
        }
    }

    private void Change(int occupied)
    {
        var now = time.GetTimestamp();
        if (_occupied > 0)
            _meter.EndTurn(time.GetElapsedTime(_changed, now), _occupied);
        (_changed, _occupied) = (now, occupied);
    }
}
