using System.Diagnostics.Metrics;
using Transcribe.Core;

namespace Transcribe.Transcription.Catalog;

/// <summary>The metrics of windows, whatever engine transcribes them.</summary>
internal static class WindowMeter
{
    private static readonly Meter Meter = new(TranscriptionMetrics.MeterName);

    private static readonly Counter<long> Fallbacks = Meter.CreateCounter<long>(
        "transcribe.fallbacks", "{attempt}", "Attempts at another temperature, because the text of a window was not good");

    private static readonly Counter<double> Suppressed =
        Meter.CreateCounter<double>("transcribe.suppressed", "s", "Audio of windows without text, or whose text was rejected");

    private static readonly Histogram<double> Finalization = Meter.CreateHistogram(
        "transcribe.live.finalization",
        "s",
        "Time from the end of a live utterance to its final text",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30] });

    /// <summary>Gives the counters of a model their zeros.</summary>
    public static void Begin(string model)
    {
        Fallbacks.Add(0, Tag(model));
        foreach (var reason in (string[])[SuppressionReasons.NoSpeech, SuppressionReasons.Repetition])
            Suppressed.Add(0, Tag(model), new("reason", reason));
    }

    /// <summary>Counts a window. Interim texts repeat the audio of their utterance, so they count as fallbacks only.</summary>
    public static void Count(string model, WorkPriority priority, WindowTranscript transcript)
    {
        Fallbacks.Add(transcript.Fallbacks, Tag(model));
        if (transcript.NoTextReason is { } reason && priority != WorkPriority.LiveInterim)
            Suppressed.Add(SampleTime.Of(transcript.Length).TotalSeconds, Tag(model), new("reason", reason));
        if (priority == WorkPriority.LiveFinal)
            Finalization.Record((transcript.Queued + transcript.Inferred).TotalSeconds, Tag(model));
    }

    private static KeyValuePair<string, object?> Tag(string model) => new("model", model);
}
