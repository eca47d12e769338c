using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Transcribe.Transcription;

namespace Transcribe.Server.Telemetry;

/// <summary>
/// The histograms of this process that have one series for each model or gRPC method. The stages of the engine have a series for each
/// stage, and a load, which warms the model up, gives them their first values.
/// </summary>
internal sealed class HistogramFamilies : IDisposable
{
    private const string Stages = "transcribe.stage.duration";

    private readonly ConcurrentDictionary<string, HistogramFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public HistogramFamilies()
    {
        _listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument is Histogram<double> { Meter.Name: TranscriptionMetrics.MeterName or RpcMeter.MeterName } histogram
                && instrument.Name != Stages)
            {
                _families.TryAdd(instrument.Name, HistogramFamily.Of(histogram));
            }
        };
        _listener.Start();
    }

    /// <summary>The histograms that exist so far.</summary>
    public IReadOnlyCollection<HistogramFamily> All => [.. _families.Values];

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
