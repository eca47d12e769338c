using BenchmarkDotNet.Attributes;
using Transcribe.Core;

namespace Transcribe.Bench.Stages;

/// <summary>Measures the encoder, including features: from the PCM of a whole window to the cross-attention caches.</summary>
public class EncoderBenchmark
{
    private readonly float[] _samples = BenchmarkModel.Noise();
    private BenchmarkModel _model = null!;

    [ParamsSource(typeof(StageCases), nameof(StageCases.Shapes))]
    public string Shape { get; set; } = "";

    [ParamsSource(typeof(StageCases), nameof(StageCases.Precisions))]
    public Precision Precision { get; set; }

    [GlobalSetup]
    public void Setup() => _model = new BenchmarkModel(Shape, Precision);

    [GlobalCleanup]
    public void Cleanup() => _model.Dispose();

    [Benchmark]
    public void Encode() => _model.Backend.Encode(0, [_samples], CancellationToken.None);
}
