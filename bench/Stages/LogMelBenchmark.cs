using BenchmarkDotNet.Attributes;
using Transcribe.Whisper.Inference;

namespace Transcribe.Bench.Stages;

/// <summary>Measures the features: from PCM to the log-mel features of 30 s.</summary>
public class LogMelBenchmark
{
    private readonly float[] _samples = BenchmarkModel.Noise();
    private LogMelSpectrogram _spectrogram = null!;
    private float[] _features = null!;

    [Params(80, 128)]
    public int MelBins { get; set; }

    [GlobalSetup]
    public void Setup() => (_spectrogram, _features) = (new LogMelSpectrogram(MelBins), new float[MelBins * LogMelSpectrogram.FrameCount]);

    [Benchmark]
    public void Compute() => _spectrogram.Compute(_samples, LogMelSpectrogram.FrameCount, _features);
}
