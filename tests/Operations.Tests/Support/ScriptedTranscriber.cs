using System.Collections.Concurrent;
using Transcribe.Core;

namespace Transcribe.Operations.Tests.Support;

/// <summary>A transcriber that returns one word per window and calls the test before each window.</summary>
internal sealed class ScriptedTranscriber(int windows) : ITranscriber
{
    private readonly Lock _gate = new();
    private int _underWay;

    /// <summary>Called before each window with the number of the run over all operations (from 1) and of the window (from 0).</summary>
    public Func<int, int, CancellationToken, Task> BeforeWindow { get; set; } = (_, _, _) => Task.CompletedTask;

    /// <summary>Takes the place of the fetch of remote audio.</summary>
    public Func<Uri, CancellationToken, Task> Fetch { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Called with each request that is to be checked.</summary>
    public Action<TranscriptionRequest> OnCheck { get; set; } = _ => { };

    public ConcurrentQueue<(TranscriptionRequest Request, TranscriptionCheckpoint Resume)> Runs { get; } = [];

    /// <summary>The inline audio of each run, in the order of <see cref="Runs"/>.</summary>
    public ConcurrentQueue<byte[]> Audio { get; } = [];

    public bool IsReady { get; set; } = true;

    public int Concurrency { get; set; } = 8;

    public int MostAtOnce { get; private set; }

    public void Check(TranscriptionRequest request) => OnCheck(request);

    public async Task<TranscriptionSummary> TranscribeAsync(
        TranscriptionRequest request,
        TranscriptionCheckpoint resume,
        Func<FinishedWindow, CancellationToken, ValueTask> onWindow,
        CancellationToken cancellationToken)
    {
        if (request.Audio is AudioInput.Remote remote)
        {
            await Fetch(remote.Uri, cancellationToken);
            await (remote.Fetched?.Invoke(cancellationToken) ?? Task.CompletedTask);
        }
        if (request.Audio.OpenRead() is { } inline)
            Audio.Enqueue(await ReadAsync(inline, cancellationToken));
        int run;
        lock (_gate)
        {
            Runs.Enqueue((request, resume));
            run = Runs.Count;
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _underWay));
        }
        try
        {
            for (var window = resume.SegmentCount; window < windows; window++)
            {
                await BeforeWindow(run, window, cancellationToken);
                await onWindow(Examples.Window(window, windows), cancellationToken);
            }
            await BeforeWindow(run, windows, cancellationToken);
            return Examples.Summary(windows);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private static async Task<byte[]> ReadAsync(Stream audio, CancellationToken cancellationToken)
    {
        await using (audio)
        {
            var bytes = new byte[audio.Length];
            await audio.ReadExactlyAsync(bytes, cancellationToken);
            return bytes;
        }
    }
}
