using Microsoft.Extensions.Logging;
using Transcribe.Core;
using Transcribe.Engines.Queueing;
using Transcribe.Engines.Telemetry;
using Transcribe.Whisper.Alignment;
using Transcribe.Whisper.Batching;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference;
using Transcribe.Whisper.Telemetry;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper;

/// <summary>A Whisper model on ONNX Runtime. A window passes four stages:</summary>
/// <remarks>
/// <list type="number">
/// <item>Batching: the window waits in the queue, joins the batch and leaves it at the end of its text.</item>
/// <item>Inference: windows → key/value caches → logits.</item>
/// <item>Generation: logits → tokens, by Whisper's decoding rules.</item>
/// <item>Alignment: tokens → segments and words with times.</item>
/// </list>
/// </remarks>
internal sealed class WhisperModel : ISpeechModel
{
    private readonly WhisperFolder _folder;
    private readonly ITextCodec _codec;
    private readonly TimeProvider _time;
    private readonly SegmentBuilder _segments;
    private readonly WindowQueue<GenerationJob> _queue = new();
    private readonly BatchLoop _loop;

    public WhisperModel(string name, WhisperFolder folder, ITextCodec codec, IInferenceBackend backend, TimeProvider time, ILogger logger)
    {
        (_folder, _codec, _time) = (folder, codec, time);
        Concurrency = backend.Slots;
        Description = Describe(WhisperModelLoader.Unloaded(name, backend.Device), folder);
        _segments = new SegmentBuilder(folder.Generation, codec);
        _loop = new BatchLoop(backend, _queue, new TokenAligner(folder.Generation), new EngineMeter(name, time), time, logger);
    }

    /// <summary>Creates a model and warms it up. If that fails, the model, its thread and the backend are disposed of.</summary>
    public static async Task<WhisperModel> StartAsync(
        string name,
        WhisperFolder folder,
        ITextCodec codec,
        IInferenceBackend backend,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var model = new WhisperModel(name, folder, codec, backend, time, logger);
        try
        {
            await model.WarmUpAsync(cancellationToken);
            return model;
        }
        catch
        {
            await model.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ModelDescription Description { get; }

    /// <inheritdoc/>
    public int Concurrency { get; }

    /// <inheritdoc/>
    public double? Throughput => _loop.Throughput;

    /// <inheritdoc/>
    public int Busy => _loop.Rows;

    /// <inheritdoc/>
    public bool IsAlive => _loop.IsAlive;

    /// <inheritdoc/>
    public int CountWaiting(WorkPriority priority) => _queue.Count(priority);

    /// <inheritdoc/>
    public async Task<WindowTranscript> TranscribeAsync(WindowRequest window, CancellationToken cancellationToken)
    {
        var options = new GenerationOptions
        {
            Settings = window.Settings,
            Prefix = window.Continuation is TokenContinuation text ? text.Tokens : [],
        };
        var job = Submit(window.Requester, window.Samples, options, cancellationToken);
        var result = await job.Completion.WaitAsync(cancellationToken);
        var (segments, length) = _segments.Build(result, window.Samples.Length, window.Settings.Tokens);
        return new WindowTranscript
        {
            Length = length,
            Language = result.Language,
            LanguageProbability = result.LanguageProbability,
            Segments = segments,
            SuppressionReason = result.SuppressionReason,
            Fallbacks = result.Fallbacks,
            Text = new TokenText(result.Tokens, result.Language, _codec, _folder.Generation.Tokens.EndOfText),
            Queued = job.Queued,
            Inferred = job.Inferred,
        };
    }

    /// <summary>Queues a window for generation without segments.</summary>
    /// <param name="requester">The request that the window belongs to.</param>
    /// <param name="samples">At most 30 s of mono PCM at 16 kHz.</param>
    /// <param name="options">The options of the generation.</param>
    /// <param name="cancellationToken">Removes the window from the queue, or from the batch at the next step.</param>
    public GenerationJob Submit(
        Requester requester, ReadOnlyMemory<float> samples, GenerationOptions options, CancellationToken cancellationToken)
    {
        var generation = new WindowGeneration(_folder.Generation, _folder.Config.TextPositions, options, _codec);
        var job = new GenerationJob(requester, samples, options, generation, _time, cancellationToken);
        _queue.Add(job);
        return job;
    }

    /// <summary>
    /// Runs a window without audio, the shortest, through every stage, so the first request does not pay for initialisation.
    /// </summary>
    private async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        using var stage = LoadStages.Begin(LoadStages.WarmUp);
        var options = new GenerationOptions { Settings = new() { Temperature = 0 }, MaxTokens = 1 };
        await Submit(new Requester(Caller.None), ReadOnlyMemory<float>.Empty, options, cancellationToken)
            .Completion.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private static ModelDescription Describe(ModelDescription unloaded, WhisperFolder folder) => unloaded with
    {
        Precision = folder.Precision.ToString().ToLowerInvariant(),
        Multilingual = folder.Generation.Multilingual,
        LanguageCodes = folder.Generation.Multilingual ? [.. folder.Generation.Tokens.Languages.Keys] : [WindowGeneration.EnglishOnly],
        CanTranslate = folder.Generation.Tokens.Translate is not null,
    };
}
