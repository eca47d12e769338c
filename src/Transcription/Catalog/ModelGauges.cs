using System.Diagnostics.Metrics;
using Transcribe.Core;

namespace Transcribe.Transcription.Catalog;

/// <summary>What the configured models do at the moment. A model that is not loaded has zeros.</summary>
internal sealed class ModelGauges(ModelCatalog models) : IDisposable
{
    private readonly Meter _meter = new(TranscriptionMetrics.MeterName);

    /// <summary>Creates the gauges.</summary>
    public void Start()
    {
        _meter.CreateObservableGauge("transcribe.queue.windows", Waiting, "{window}", "Windows that wait for a slot");
        _meter.CreateObservableGauge("transcribe.slots.busy", () => Each(entry => entry.Model?.Busy ?? 0), "{slot}", "Occupied slots");
        _meter.CreateObservableGauge("transcribe.slots.limit", () => Each(entry => entry.Model?.Concurrency ?? 0), "{slot}", "Slots");
        _meter.CreateObservableGauge(
            "transcribe.model.loaded",
            () => Each(entry => entry.Model is null ? 0 : 1),
            description: "Whether the model is in memory, 0 or 1");
        _meter.CreateObservableGauge(
            "transcribe.model.load.duration", () => Each(entry => entry.LoadDuration.TotalSeconds), "s", "Time of the last load");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> Waiting() =>
        from entry in models.Entries
        from priority in Enum.GetValues<WorkPriority>()
        select new Measurement<int>(
            entry.Model?.CountWaiting(priority) ?? 0, new("model", entry.Name), new("priority", priority.ToWord()));

    private IEnumerable<Measurement<T>> Each<T>(Func<ModelEntry, T> value) where T : struct =>
        models.Entries.Select(entry => new Measurement<T>(value(entry), new KeyValuePair<string, object?>("model", entry.Name)));
}

/// <summary>Priorities in metrics and spans.</summary>
internal static class PriorityWords
{
    public static string ToWord(this WorkPriority priority) => priority switch
    {
        WorkPriority.LiveFinal => "live_final",
        WorkPriority.LiveInterim => "live_interim",
        WorkPriority.Direct => "direct",
        _ => "background",
    };
}
