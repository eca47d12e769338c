using System.Diagnostics.Metrics;
using Transcribe.Core;

namespace Transcribe.Transcription;

/// <summary>The metrics of transcription.</summary>
internal sealed class TranscriptionMeter : IDisposable
{
    private readonly Meter _meter = new(TranscriptionMetrics.MeterName);
    private readonly Counter<double> _audio;
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _queued;
    private readonly Histogram<double> _realTimeFactor;
    private long _streams;

    public TranscriptionMeter()
    {
        _requests = _meter.CreateCounter<long>("transcribe.requests", description: "Transcriptions, by how they ended");
        _audio = _meter.CreateCounter<double>("transcribe.audio", "s", "Audio, by where it went");
        // Observed, so that the first scrape has it, before the first stream.
        _meter.CreateObservableUpDownCounter(
            "transcribe.live.streams", () => Interlocked.Read(ref _streams), description: "Live streams in progress");
        _queued = _meter.CreateHistogram<double>("transcribe.queued", "s", "Time a transcription's windows waited for a slot");
        _realTimeFactor = _meter.CreateHistogram<double>("transcribe.real_time_factor", description: "Wall seconds per second of audio");
    }

    /// <summary>Runs a transcription and counts how it ended.</summary>
    public async Task<TranscriptionSummary> CountAsync(Func<Task<TranscriptionSummary>> transcription)
    {
        var outcome = "failed";
        try
        {
            var summary = await transcription();
            Record(summary);
            outcome = "done";
            return summary;
        }
        catch (TranscriptionException exception)
        {
            outcome = exception.Error.ToString();
            throw;
        }
        catch (OperationCanceledException)
        {
            outcome = "cancelled";
            throw;
        }
        finally
        {
            _requests.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    /// <summary>Counts a live stream until the result is disposed of.</summary>
    public IDisposable CountStream()
    {
        Interlocked.Increment(ref _streams);
        return new Stream(this);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Record(TranscriptionSummary summary)
    {
        _queued.Record(summary.Timings.Queued.TotalSeconds);
        _realTimeFactor.Record(summary.Timings.RealTimeFactor);
        CountAudio("transcribed", summary.Coverage.Transcribed);
        CountAudio("suppressed", summary.Coverage.Suppressed);
        CountAudio("silent", summary.Coverage.Silent);
    }

    private void CountAudio(string coverage, TimeSpan length) =>
        _audio.Add(length.TotalSeconds, new KeyValuePair<string, object?>("coverage", coverage));

    private sealed class Stream(TranscriptionMeter meter) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref meter._streams);
    }
}
