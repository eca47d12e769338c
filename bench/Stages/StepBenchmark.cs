using BenchmarkDotNet.Attributes;
using Transcribe.Core;
using Transcribe.Whisper.Generation;

namespace Transcribe.Bench.Stages;

/// <summary>
/// Measures one decoding step: one token per row, over whole windows and 100 previous tokens. If the device chooses the next token, the
/// choice is included.
/// </summary>
public class StepBenchmark
{
    private const int Position = 100;

    private BenchmarkModel _model = null!;
    private int[] _tokens = [];
    private int[] _positions = [];
    private TokenConstraints?[] _choices = [];

    [ParamsSource(typeof(StageCases), nameof(StageCases.Shapes))]
    public string Shape { get; set; } = "";

    [ParamsSource(typeof(StageCases), nameof(StageCases.Precisions))]
    public Precision Precision { get; set; }

    [ParamsSource(typeof(StageCases), nameof(StageCases.Rows))]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _model = new BenchmarkModel(Shape, Precision, Rows);
        _tokens = [.. Enumerable.Repeat(1, Rows)];
        _positions = [.. Enumerable.Repeat(Position, Rows)];
        var rules = new LogitsRules(_model.Folder.Generation, timestamps: true);
        _choices = [.. Enumerable.Repeat<TokenConstraints?>(rules.After([new GeneratedToken(1, 0)]), Rows)];
        var samples = BenchmarkModel.Noise();
        for (var row = 0; row < Rows; row++)
        {
            _model.Backend.Encode(row, [samples], CancellationToken.None);
            _model.Backend.Prefill(row, 0, [.. Enumerable.Range(0, Position)], _choices[row]);
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _model.Dispose();

    [Benchmark]
    public void Step() => _model.Backend.Step(_tokens, _positions, _choices);
}
