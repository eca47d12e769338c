using Transcribe.Core;
using Transcribe.Engines.Queueing;
using Transcribe.WhisperCpp.Ggml;
using Transcribe.WhisperCpp.Segments;
using Transcribe.WhisperCpp.Windows;
using Whisper.net;

namespace Transcribe.WhisperCpp;

/// <summary>A Whisper model on whisper.cpp: the weights, and several workers with a state each.</summary>
internal sealed class WhisperCppModel : ISpeechModel
{
    private readonly WhisperFactory _factory;
    private readonly SegmentMapping _segments;
    private readonly TimeProvider _time;
    private readonly WindowQueue<WindowTask> _queue = new();
    private readonly WindowWorkers _workers;

    /// <param name="description">The model as clients see it.</param>
    /// <param name="file">The checked file of the weights.</param>
    /// <param name="factory">The weights; disposed of with the model.</param>
    /// <param name="run">Transcribes windows.</param>
    /// <param name="workers">How many windows at the same time.</param>
    /// <param name="time">Measures.</param>
    public WhisperCppModel(
        ModelDescription description, GgmlFile file, WhisperFactory factory, WindowRun run, int workers, TimeProvider time)
    {
        (Description, Concurrency, _factory, _time) = (description, workers, factory, time);
        _segments = new SegmentMapping(file);
        _workers = new WindowWorkers(run, _queue, workers, time);
    }

    /// <inheritdoc/>
    public ModelDescription Description { get; }

    /// <inheritdoc/>
    public int Concurrency { get; }

    /// <inheritdoc/>
    public double? Throughput => _workers.Throughput;

    /// <inheritdoc/>
    public int Busy => _workers.Busy;

    /// <inheritdoc/>
    public bool IsAlive => _workers.IsAlive;

    /// <inheritdoc/>
    public int CountWaiting(WorkPriority priority) => _queue.Count(priority);

    /// <inheritdoc/>
    public async Task<WindowTranscript> TranscribeAsync(WindowRequest window, CancellationToken cancellationToken)
    {
        var task = new WindowTask(window, _time, cancellationToken);
        _queue.Add(task);
        var result = await task.Completion.WaitAsync(cancellationToken);
        return new WindowTranscript
        {
            Length = window.Samples.Length,
            Language = result.Language,
            LanguageProbability = result.LanguageProbability,
            Segments = _segments.Map(result, window.Samples.Length, window.Settings),
            SuppressionReason = result.SuppressionReason,
            Fallbacks = result.Fallbacks,
            Queued = task.Queued,
            Inferred = task.Inferred,
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _workers.DisposeAsync();
        _factory.Dispose();
    }
}
