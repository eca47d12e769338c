using Transcribe.Bench.Models;
using Transcribe.Core;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference;

namespace Transcribe.Bench.Stages;

/// <summary>A backend with random weights in the shape of a checkpoint, and its folder, which exists during the measurement.</summary>
internal sealed class BenchmarkModel : IDisposable
{
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("transcribe-bench-");

    public BenchmarkModel(string shape, Precision precision, int slots = 1)
    {
        new RandomModel(ModelShape.Named[shape], words: 100, seed: 0).Write(_files.FullName);
        Folder = WhisperFolderReader.Read(_files.FullName) with { Precision = precision };
        Backend = new OnnxBackend(Folder, new InferenceOptions { Slots = slots });
    }

    public WhisperFolder Folder { get; }

    public OnnxBackend Backend { get; }

    /// <summary>30 seconds of quiet noise.</summary>
    public static float[] Noise()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 480_000).Select(_ => (random.NextSingle() - 0.5f) * 0.2f)];
    }

    public void Dispose()
    {
        Backend.Dispose();
        _files.Delete(recursive: true);
    }
}
