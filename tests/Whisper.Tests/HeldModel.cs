using Transcribe.Core;

namespace Transcribe.Whisper.Tests;

/// <summary>A model that holds its windows until they are released.</summary>
internal sealed class HeldModel : ISpeechModel
{
    private readonly Queue<TaskCompletionSource> _held = new();

    public ModelDescription Description { get; } = WhisperModelLoader.Unloaded("held", "cpu");

    public int Concurrency { get; init; } = 1;

    public double? Throughput { get; init; }

    public int Busy { get; init; }

    public bool IsAlive { get; init; } = true;

    /// <summary>The number of windows of each priority that wait, from <see cref="WorkPriority"/>'s first.</summary>
    public int[] Waiting { get; init; } = new int[Enum.GetValues<WorkPriority>().Length];

    public bool IsDisposed { get; private set; }

    /// <summary>The number of windows that are held.</summary>
    public int Held => _held.Count;

    public int CountWaiting(WorkPriority priority) => Waiting[(int)priority];

    public async Task<WindowTranscript> TranscribeAsync(WindowRequest window, CancellationToken cancellationToken)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _held.Enqueue(end);
        await end.Task;
        throw new TranscriptionException(TranscriptionError.InferenceFailed, "scripted");
    }

    /// <summary>Fails the window that came first.</summary>
    public void Release() => _held.Dequeue().SetResult();

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
