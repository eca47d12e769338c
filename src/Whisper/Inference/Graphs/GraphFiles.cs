namespace Transcribe.Whisper.Inference.Graphs;

/// <summary>
/// A graph and its weights as two files in a folder of their own. ONNX Runtime maps the weights from there, so that they are in memory once;
/// on Linux the mapping outlives the folder, which is deleted as soon as the session is built.
/// </summary>
internal sealed class GraphFiles : IDisposable
{
    /// <summary>The weights' file name, as the graph refers to it.</summary>
    public const string WeightsName = "weights.bin";

    /// <summary>Weights begin on a page, as a mapping does.</summary>
    private const int Alignment = 4096;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("transcribe-graph-");
    private readonly FileStream _weights;

    public GraphFiles() => _weights = File.Create(Path.Combine(_folder.FullName, WeightsName));

    /// <summary>Appends a weight's bytes.</summary>
    /// <returns>Where it begins, in bytes.</returns>
    public long Append(ReadOnlySpan<byte> values)
    {
        _weights.Position = (_weights.Length + Alignment - 1) / Alignment * Alignment;
        var offset = _weights.Position;
        _weights.Write(values);
        return offset;
    }

    /// <summary>Writes the graph beside its weights.</summary>
    /// <returns>The graph's path.</returns>
    public string Save(ReadOnlySpan<byte> model)
    {
        _weights.Flush();
        var path = Path.Combine(_folder.FullName, "graph.onnx");
        File.WriteAllBytes(path, model);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _weights.Dispose();
        _folder.Delete(recursive: true);
    }
}
