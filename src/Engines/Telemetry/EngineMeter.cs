using System.Diagnostics.Metrics;

namespace Transcribe.Engines.Telemetry;

/// <summary>The metrics of one model's engine, each with the model's name.</summary>
/// <param name="model">The name in requests.</param>
/// <param name="time">Measures the stages.</param>
internal sealed class EngineMeter(string model, TimeProvider time)
{
    /// <summary>The name of the meter, which the transcription shares.</summary>
    public const string MeterName = "Transcribe.Engine";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<int> Rows = Meter.CreateHistogram(
        "transcribe.batch.size",
        "{window}",
        "Windows in a step of the decoder",
        advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128] });

    private static readonly Histogram<double> Stages = Meter.CreateHistogram(
        "transcribe.stage.duration",
        "s",
        "Time of one run of a stage of the model",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        });

    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>(
        "transcribe.tokens", "{token}", "Tokens that the decoder read at once, and that it generated one by one");

    private readonly KeyValuePair<string, object?> _model = new("model", model);

    /// <summary>Starts the clock of a stage.</summary>
    public long Begin() => time.GetTimestamp();

    /// <summary>Counts the run of a stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="began">The result of <see cref="Begin"/>.</param>
    public void End(string stage, long began) =>
        Stages.Record(time.GetElapsedTime(began).TotalSeconds, _model, new("stage", stage));

    /// <summary>Counts a prefill.</summary>
    public void CountRead(int tokens) => Tokens.Add(tokens, _model, new("kind", "read"));

    /// <summary>Counts a step that generated a token in each row.</summary>
    public void CountStep(int rows)
    {
        Rows.Record(rows, _model);
        Tokens.Add(rows, _model, new("kind", "generated"));
    }
}

/// <summary>The stages of a model.</summary>
internal static class Stage
{
    public const string Encode = "encode";
    public const string Prefill = "prefill";
    public const string Decode = "decode";
    public const string Align = "align";
}
