using Transcribe.Core;

namespace Transcribe.Transcription.Catalog;

/// <summary>
/// A model as its callers see it, whether it is in memory or not: each window brings it into memory and keeps it there until the window is
/// transcribed. The same object serves all stays of the model.
/// </summary>
internal sealed class ServedModel(ModelEntry entry) : ISpeechModel
{
    /// <inheritdoc/>
    public ModelDescription Description => entry.Description;

    /// <inheritdoc/>
    public int Concurrency => entry.Concurrency;

    /// <inheritdoc/>
    public double? Throughput => entry.Model?.Throughput;

    /// <inheritdoc/>
    public int Busy => entry.Model?.Busy ?? 0;

    /// <inheritdoc/>
    public bool IsAlive => entry.Model?.IsAlive != false;

    /// <inheritdoc/>
    public int CountWaiting(WorkPriority priority) => entry.Model?.CountWaiting(priority) ?? 0;

    /// <inheritdoc/>
    public Task<WindowTranscript> TranscribeAsync(WindowRequest window, CancellationToken cancellationToken) =>
        entry.TranscribeAsync(window, cancellationToken);

    /// <summary>Does nothing: the catalogue owns the model.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
