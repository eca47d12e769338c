using System.Diagnostics;
using Transcribe.Whisper.Telemetry;

namespace Transcribe.Bench.Start;

/// <summary>Times the stages of a model's load.</summary>
internal sealed class StageTimes : IDisposable
{
    private readonly Dictionary<string, double> _milliseconds = [];
    private readonly ActivityListener _listener;

    public StageTimes()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == LoadStages.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The stages so far, in milliseconds; stages of the same name are added.</summary>
    public IReadOnlyDictionary<string, double> Milliseconds
    {
        get
        {
            lock (_milliseconds)
                return new Dictionary<string, double>(_milliseconds);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Activity stage)
    {
        lock (_milliseconds)
            _milliseconds[stage.OperationName] = _milliseconds.GetValueOrDefault(stage.OperationName) + stage.Duration.TotalMilliseconds;
    }
}
