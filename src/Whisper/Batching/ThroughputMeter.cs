using Transcribe.Core;

namespace Transcribe.Whisper.Batching;

/// <summary>
/// Measures how many seconds of audio the batch finishes per second: audio / time, both exponentially weighted over about the last
/// <see cref="Memory"/> windows. Turns with all slots occupied and other turns are measured apart. The result is the higher of the two, so
/// that it recovers after a slow phase even if the batch is never full again. The loop writes it, any thread reads it.
/// </summary>
/// <param name="slots">The number of slots.</param>
internal sealed class ThroughputMeter(int slots)
{
    /// <summary>The number of windows over which the weight of a measurement falls to 1/e.</summary>
    private const double Memory = 64;

    /// <summary>
    /// The number of windows of a full batch before a result exists: the first ones have been worked on before the batch was full, and the
    /// warm-up is not typical.
    /// </summary>
    private readonly int _fewest = Math.Max(8, 2 * slots);
    private Average _full;
    private Average _partial;
    private int _windows;
    private double _audio;
    private double _rate;

    /// <inheritdoc cref="ISpeechModel.Throughput"/>
    public double? Rate => Volatile.Read(ref _rate) is > 0 and var rate ? rate : null;

    /// <summary>Counts a window that was finished in the current turn. Live windows take time, but their audio is not counted.</summary>
    public void Finish(Requester requester, int samples)
    {
        _windows++;
        if (requester.Priority is WorkPriority.Direct or WorkPriority.Background)
            _audio += (double)samples / SampleTime.SampleRate;
    }

    /// <summary>Ends a turn.</summary>
    /// <param name="time">How long it took.</param>
    /// <param name="rows">The number of occupied slots.</param>
    public void EndTurn(TimeSpan time, int rows)
    {
        ref var average = ref rows == slots ? ref _full : ref _partial;
        average.Add(time.TotalSeconds, _windows, _audio);
        (_windows, _audio) = (0, 0);
        if (_full.Windows >= _fewest)
            Volatile.Write(ref _rate, Math.Max(_full.Rate, _partial.Windows >= _fewest ? _partial.Rate : 0));
    }

    private struct Average
    {
        private double _time;
        private double _audio;

        public int Windows { get; private set; }

        public readonly double Rate => _time > 0 ? _audio / _time : 0;

        public void Add(double time, int windows, double audio)
        {
            var kept = Math.Exp(-windows / Memory);
            (_time, _audio) = ((_time * kept) + time, (_audio * kept) + audio);
            Windows = Math.Min(Windows + windows, 1 << 20);
        }
    }
}
