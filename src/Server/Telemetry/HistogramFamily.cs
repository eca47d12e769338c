using System.Diagnostics.Metrics;

namespace Transcribe.Server.Telemetry;

/// <summary>A histogram as Prometheus' text formats name it.</summary>
/// <param name="Name">The name, with the unit as its suffix.</param>
/// <param name="Scope">The name of the meter.</param>
/// <param name="Unit">The unit in words; null if it has none.</param>
/// <param name="Help">The description.</param>
/// <param name="Bounds">The upper bounds of the buckets.</param>
internal sealed record HistogramFamily(string Name, string Scope, string? Unit, string Help, IReadOnlyList<double> Bounds)
{
    private const string Seconds = "s";

    /// <summary>The family of an instrument.</summary>
    public static HistogramFamily Of(Histogram<double> instrument)
    {
        var unit = instrument.Unit == Seconds ? "seconds" : null;
        var name = instrument.Name.Replace('.', '_');
        return new HistogramFamily(
            unit is null ? name : $"{name}_{unit}",
            instrument.Meter.Name,
            unit,
            instrument.Description ?? "",
            instrument.Advice?.HistogramBucketBoundaries ?? []);
    }
}
