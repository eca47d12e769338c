using Transcribe.Core;

namespace Transcribe.Whisper;

/// <summary>
/// One model on several devices. A window goes to the replica with the fewest windows in progress and in its queue, the first of equals,
/// and stays there.
/// </summary>
/// <param name="replicas">The same model on each device, at least one. They are disposed of with this object.</param>
internal sealed class ReplicatedModel(IReadOnlyList<ISpeechModel> replicas) : ISpeechModel
{
    private readonly Lock _gate = new();
    private readonly int[] _windows = new int[replicas.Count];

    /// <inheritdoc/>
    public ModelDescription Description => replicas[0].Description;

    /// <inheritdoc/>
    public int Concurrency => replicas.Sum(replica => replica.Concurrency);

    /// <summary>The sum; null until every replica is measured.</summary>
    public double? Throughput =>
        replicas.Select(replica => replica.Throughput).Aggregate((double?)0, (sum, throughput) => sum + throughput);

    /// <inheritdoc/>
    public int Busy => replicas.Sum(replica => replica.Busy);

    /// <summary>Whether every replica works. A replica that has stopped would keep its windows.</summary>
    public bool IsAlive => replicas.All(replica => replica.IsAlive);

    /// <inheritdoc/>
    public int CountWaiting(WorkPriority priority) => replicas.Sum(replica => replica.CountWaiting(priority));

    /// <inheritdoc/>
    public async Task<WindowTranscript> TranscribeAsync(WindowRequest window, CancellationToken cancellationToken)
    {
        var replica = Enter();
        try
        {
            return await replicas[replica].TranscribeAsync(window, cancellationToken);
        }
        finally
        {
            lock (_gate)
                _windows[replica]--;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.WhenAll(replicas.Select(replica => replica.DisposeAsync().AsTask()));

    private int Enter()
    {
        lock (_gate)
        {
            var fewest = Array.IndexOf(_windows, _windows.Min());
            _windows[fewest]++;
            return fewest;
        }
    }
}
