using Microsoft.Extensions.Logging;
using Transcribe.Engine.Generation;
using Transcribe.Engine.Inference;
using Transcribe.Engine.Models;
using Transcribe.Engine.Segments;

namespace Transcribe.Engine.Batching;

/// <summary>A model in memory: its queue, its loop, and what turns its tokens into text.</summary>
internal sealed class LoadedModel : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly WindowQueue _queue = new();
    private readonly BatchLoop _loop;

    public LoadedModel(WhisperFolder folder, ITextCodec codec, IInferenceBackend backend, TimeProvider time, ILogger logger)
    {
        (Folder, Codec, _time) = (folder, codec, time);
        Slots = backend.Slots;
        _loop = new BatchLoop(backend, _queue, new TokenAligner(folder.Generation), logger);
    }

    public WhisperFolder Folder { get; }

    public ITextCodec Codec { get; }

    /// <summary>Windows that are decoded together.</summary>
    public int Slots { get; }

    /// <summary>Queues a window and waits for its text.</summary>
    /// <param name="requester">The request that the window is of; requests take turns.</param>
    /// <param name="samples">At most 30 s of 16 kHz mono PCM.</param>
    /// <param name="options">How to transcribe it.</param>
    /// <param name="cancellationToken">Takes the window out of the queue, or out of the batch at the next step.</param>
    public Task<WindowOutcome> TranscribeAsync(Requester requester, ReadOnlyMemory<float> samples, WindowOptions options, CancellationToken cancellationToken)
    {
        var generation = new WindowGeneration(Folder.Generation, Folder.Config.TextPositions, options, Codec);
        var job = new WindowJob(requester, samples, options, generation, _time, cancellationToken);
        _queue.Add(job);
        return job.Completion.WaitAsync(cancellationToken);
    }

    /// <summary>Runs a second of silence through every stage, so that the first caller does not pay for first-time work.</summary>
    public Task WarmUpAsync(CancellationToken cancellationToken) =>
        TranscribeAsync(new Requester(), new float[16_000], new WindowOptions { Temperature = 0, MaxTokens = 1 }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();
}
