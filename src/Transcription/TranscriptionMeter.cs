using System.Diagnostics.Metrics;
using Transcribe.Core;

namespace Transcribe.Transcription;

/// <summary>The metrics of transcriptions and live streams, each with the model's name.</summary>
internal sealed class TranscriptionMeter : IDisposable
{
    private const string Done = "done";
    private const string Failed = "failed";
    private const string Cancelled = "cancelled";

    /// <summary>Bounds in seconds: transcriptions take up to minutes, and background work waits as long.</summary>
    private static readonly double[] Waits = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

    private readonly Meter _meter = new(TranscriptionMetrics.MeterName);
    private readonly Counter<double> _audio;
    private readonly Counter<long> _requests;
    private readonly UpDownCounter<long> _active;
    private readonly UpDownCounter<long> _streams;
    private readonly Histogram<double> _queued;
    private readonly Histogram<double> _realTimeFactor;
    private readonly Histogram<double> _firstSegment;
    private readonly Histogram<double> _lag;
    private readonly TimeProvider _time;

    public TranscriptionMeter(TimeProvider time)
    {
        _time = time;
        _requests = _meter.CreateCounter<long>("transcribe.requests", description: "Transcriptions, by how they ended");
        _active = _meter.CreateUpDownCounter<long>("transcribe.requests.active", description: "Transcriptions in progress");
        _audio = _meter.CreateCounter<double>("transcribe.audio", "s", "Audio, by where it went");
        _streams = _meter.CreateUpDownCounter<long>("transcribe.live.streams", description: "Live streams in progress");
        _queued = Histogram("transcribe.queued", "s", "Time a transcription's windows waited for a slot", Waits);
        _realTimeFactor = Histogram(
            "transcribe.real_time_factor", null, "Wall seconds per second of audio", [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]);
        _firstSegment = Histogram("transcribe.time_to_first_segment", "s", "Time from a direct call to its first segment", Waits);
        _lag = Histogram(
            "transcribe.live.lag", "s", "Received audio that was not processed at an answer", [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60]);
    }

    /// <summary>Gives the counters of a model their zeros.</summary>
    public void Begin(string model)
    {
        foreach (var outcome in (string[])[Done, Failed, Cancelled, nameof(TranscriptionError.Overloaded)])
            _requests.Add(0, Tag(model), new("outcome", outcome));
        _active.Add(0, Tag(model));
        _streams.Add(0, Tag(model));
        CountAudio(model, new Coverage(default, default, default, default, []));
    }

    /// <summary>Runs a transcription and counts how it ended.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="priority">The priority of its windows.</param>
    /// <param name="onWindow">Called for each finished window.</param>
    /// <param name="transcription">Runs it with a callback in place of <paramref name="onWindow"/>.</param>
    public async Task<TranscriptionSummary> CountAsync(
        string model,
        WorkPriority priority,
        Func<FinishedWindow, CancellationToken, ValueTask> onWindow,
        Func<Func<FinishedWindow, CancellationToken, ValueTask>, Task<TranscriptionSummary>> transcription)
    {
        var (outcome, began, waits) = (Failed, _time.GetTimestamp(), priority == WorkPriority.Direct);
        _active.Add(1, Tag(model));
        try
        {
            var summary = await transcription(WatchAsync);
            _queued.Record(summary.Timings.Queued.TotalSeconds, Tag(model));
            _realTimeFactor.Record(summary.Timings.RealTimeFactor, Tag(model));
            CountAudio(model, summary.Coverage);
            outcome = Done;
            return summary;
        }
        catch (TranscriptionException exception)
        {
            outcome = exception.Error.ToString();
            throw;
        }
        catch (OperationCanceledException)
        {
            outcome = Cancelled;
            throw;
        }
        finally
        {
            _active.Add(-1, Tag(model));
            _requests.Add(1, Tag(model), new("outcome", outcome));
        }

        ValueTask WatchAsync(FinishedWindow window, CancellationToken cancellationToken)
        {
            if (waits && window.Segments.Count > 0)
            {
                waits = false;
                _firstSegment.Record(_time.GetElapsedTime(began).TotalSeconds, Tag(model));
            }
            return onWindow(window, cancellationToken);
        }
    }

    /// <summary>Counts a live stream until the result is disposed of.</summary>
    public IDisposable CountStream(string model)
    {
        _streams.Add(1, Tag(model));
        return new Stream(this, model);
    }

    /// <summary>Records how far an answer of a live stream is behind its audio.</summary>
    public void RecordLag(string model, TimeSpan lag) => _lag.Record(lag.TotalSeconds, Tag(model));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private Histogram<double> Histogram(string name, string? unit, string description, double[] bounds) => _meter.CreateHistogram(
        name, unit, description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });

    private void CountAudio(string model, Coverage coverage)
    {
        CountAudio(model, "transcribed", coverage.Transcribed);
        CountAudio(model, "suppressed", coverage.Suppressed);
        CountAudio(model, "silent", coverage.Silent);
    }

    private void CountAudio(string model, string coverage, TimeSpan length) =>
        _audio.Add(length.TotalSeconds, Tag(model), new("coverage", coverage));

    private static KeyValuePair<string, object?> Tag(string model) => new("model", model);

    private sealed class Stream(TranscriptionMeter meter, string model) : IDisposable
    {
        public void Dispose() => meter._streams.Add(-1, Tag(model));
    }
}
