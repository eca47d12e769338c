using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Transcribe.Core;
using Transcribe.Whisper;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Bench.Stages;

/// <summary>
/// Measures a whole window with 100 words, without concurrency, from the queue to its tokens: all stages, and the work between them.
/// </summary>
public class WindowBenchmark
{
    private readonly float[] _samples = BenchmarkModel.Noise();
    private readonly GenerationOptions _options = new() { Settings = new() { LanguageCodes = ["en"], Temperature = 0 } };
    private BenchmarkModel _files = null!;
    private WhisperModel _model = null!;

    [ParamsSource(typeof(StageCases), nameof(StageCases.Shapes))]
    public string Shape { get; set; } = "";

    [ParamsSource(typeof(StageCases), nameof(StageCases.Precisions))]
    public Precision Precision { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _files = new BenchmarkModel(Shape, Precision);
        _model = new WhisperModel(
            "bench", _files.Folder, Tokenizer.Load(_files.Folder), _files.Backend, TimeProvider.System, NullLogger.Instance);
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        await _model.DisposeAsync();
        _files.Dispose();
    }

    [Benchmark]
    public async Task<int> Transcribe() =>
        (await _model.Submit(new Requester(Caller.None), _samples, _options, CancellationToken.None).Completion).Tokens.Count;
}
