using System.Diagnostics.Metrics;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Telemetry;

/// <summary>The metrics of operations and webhooks.</summary>
/// <param name="time">The clock of the oldest operation's age.</param>
internal sealed class OperationsMeter(TimeProvider time) : IDisposable
{
    public const string Delivered = "delivered";
    public const string Failed = "failed";
    public const string Dead = "dead";

    private readonly Meter _meter = new(OperationsMetrics.MeterName);
    private Counter<long>? _webhooks;
    private OperationBacklog _backlog;

    /// <summary>The operations of the store that are not done, as they were counted last.</summary>
    public OperationBacklog Backlog
    {
        set
        {
            lock (_meter)
                _backlog = value;
        }
    }

    /// <summary>Creates the instruments.</summary>
    /// <param name="hasBacklog">Whether <see cref="Backlog"/> is counted.</param>
    public void Start(bool hasBacklog)
    {
        _webhooks = _meter.CreateCounter<long>("transcribe.webhooks", description: "Attempts to deliver webhooks, by how they ended");
        foreach (var outcome in (string[])[Delivered, Failed, Dead])
            _webhooks.Add(0, new KeyValuePair<string, object?>("outcome", outcome));
        if (!hasBacklog)
            return;
        _meter.CreateObservableGauge("transcribe.operations", Count, "{operation}", "Operations of the store that are not done");
        _meter.CreateObservableGauge("transcribe.operations.oldest.age", Age, "s", "Age of the oldest operation that is not done");
    }

    /// <summary>Counts an attempt to deliver a webhook.</summary>
    /// <param name="outcome"><see cref="Delivered"/>, <see cref="Failed"/>, or <see cref="Dead"/> after the last attempt.</param>
    public void CountWebhook(string outcome) => _webhooks?.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Dispose() => _meter.Dispose();

    private Measurement<int>[] Count()
    {
        lock (_meter)
            return [new(_backlog.Queued, State("queued")), new(_backlog.Running, State("running"))];
    }

    private double Age()
    {
        lock (_meter)
            return _backlog.Oldest is { } oldest ? Math.Max(0, (time.GetUtcNow() - oldest).TotalSeconds) : 0;
    }

    private static KeyValuePair<string, object?> State(string state) => new("state", state);
}

/// <summary>The metrics and spans of operations, for exporters.</summary>
public static class OperationsMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Transcribe.Operations";
}
