using Transcribe.Core;

namespace Transcribe.Transcription.Tests;

/// <summary>A model with a given throughput, whose windows wait until they are cancelled.</summary>
internal sealed class ScriptedModel : ISpeechModel
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the first window has arrived.</summary>
    public Task Started => _started.Task;

    public ModelDescription Description { get; } = new("scripted", "scripted", "cpu") { LanguageCodes = ["en"] };

    public int Concurrency { get; init; } = 1;

    public double? Throughput { get; init; }

    public int Busy => 0;

    public bool IsAlive => true;

    public int CountWaiting(WorkPriority priority) => 0;

    public async Task<WindowTranscript> TranscribeAsync(WindowRequest window, CancellationToken cancellationToken)
    {
        _started.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new NotSupportedException();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
