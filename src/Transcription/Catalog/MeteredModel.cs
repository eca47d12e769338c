using System.Diagnostics;
using Transcribe.Core;

namespace Transcribe.Transcription.Catalog;

/// <summary>Counts and traces what becomes of the windows of a model.</summary>
/// <param name="model">The model.</param>
/// <param name="name">Its name in requests.</param>
internal sealed class MeteredModel(ISpeechModel model, string name) : ISpeechModel
{
    /// <inheritdoc/>
    public ModelDescription Description => model.Description;

    /// <inheritdoc/>
    public int Concurrency => model.Concurrency;

    /// <inheritdoc/>
    public double? Throughput => model.Throughput;

    /// <inheritdoc/>
    public int Busy => model.Busy;

    /// <inheritdoc/>
    public bool IsAlive => model.IsAlive;

    /// <inheritdoc/>
    public int CountWaiting(WorkPriority priority) => model.CountWaiting(priority);

    /// <inheritdoc/>
    public Task<WindowTranscript> TranscribeAsync(WindowRequest window, CancellationToken cancellationToken) =>
        Spans.RunAsync("window", ActivityKind.Internal, async span =>
        {
            span?.SetTag("model", name).SetTag("priority", window.Requester.Priority.ToWord());
            var transcript = await model.TranscribeAsync(window, cancellationToken);
            WindowMeter.Count(name, window.Requester.Priority, transcript);
            if (span is not null)
                Spans.Record("queue", span.Context, span.StartTimeUtc, transcript.Queued);
            return transcript;
        });

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => model.DisposeAsync();
}
